package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.Schedule;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutOptions.Limits;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.verification.fpga.FpgaPart;
import io.github.dsllm.verification.sizing.Design;
import io.github.dsllm.verification.sizing.Foresight;
import io.github.dsllm.verification.sizing.Size;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Lays a model out on chips of one tile and of many sizes, with as much memory as the model needs, and finds the one that gives up least and fits a part. */
final class FitSearch {
    private final LanguageModel model;
    private final CalibrationSet calibration;
    private final Numerics numerics;
    private final ChipSpec chip;
    private final LayoutOptions options;
    private final Foresight.Models models = Foresight.Models.recorded();
    private final Map<Integer, Quantisation> quantisations = new HashMap<>();
    private final Map<Size, Optional<Sized>> sized = new HashMap<>();

    /**
     * A chip of some size.
     *
     * @param size lanes, coupling bits, context
     * @param schedule what its tile executes
     * @param foresight what it will take
     */
    record Sized(Size size, Schedule schedule, Foresight foresight) {}

    FitSearch(LanguageModel model, CalibrationSet calibration, Numerics numerics, ChipSpec chip) {
        this.model = model;
        this.calibration = calibration;
        this.numerics = numerics;
        this.chip = chip;
        LayoutOptions asked = LayoutOptions.of(chip, false);
        this.options = asked.withLimits(new Limits(
                Limits.NONE.couplings(),
                Limits.NONE.states(),
                Limits.NONE.keyValues(),
                asked.limits().accumulatorBits(),
                asked.limits().scoreBits()));
    }

    /** The size that the chip spec asks for. */
    Size asked() {
        return new Size(
                chip.lanes(),
                numerics.couplingBits(),
                Math.min(chip.context(), model.shape().context()));
    }

    /** The first size that fits a part, in the order of {@link Size#upToHere}. */
    Optional<Sized> best(FpgaPart part) {
        return asked().upToHere().stream()
                .map(this::of)
                .flatMap(Optional::stream)
                .filter(candidate -> candidate.foresight.fits(part))
                .findFirst();
    }

    /** The size that comes nearest to fitting a part. */
    Optional<Sized> nearest(FpgaPart part) {
        return least(candidate -> candidate.foresight.load(part));
    }

    /** The size with the fewest look-up tables. */
    Optional<Sized> smallest() {
        return least(candidate -> candidate.foresight.resources().logic());
    }

    private Optional<Sized> least(ToDoubleFunction<Sized> measure) {
        return asked().upToHere().stream()
                .map(this::of)
                .flatMap(Optional::stream)
                .min(Comparator.comparingDouble(measure));
    }

    /** The first of some parts that has room for some size. */
    Optional<FpgaPart> firstWithRoom(List<FpgaPart> parts) {
        return parts.stream().filter(part -> best(part).isPresent()).findFirst();
    }

    /** A chip of a size; empty if the model cannot be laid out on it, such as heads that are wider than the tile. */
    Optional<Sized> of(Size size) {
        return sized.computeIfAbsent(size, this::lay);
    }

    private Optional<Sized> lay(Size size) {
        try {
            Schedule schedule = builder(size).schedule(quantised(size.couplingBits()));
            BoardParameters board = BoardParameters.of(chip, schedule.core())
                    .orElseGet(() -> BoardParameters.of(schedule.core(), Math.round(chip.clock())));
            return Optional.of(new Sized(size, schedule, models.of(Design.of(board))));
        } catch (UserError impossible) {
            return Optional.empty();
        }
    }

    /** The image of a model on a chip that was laid out. */
    ChipImage image(Sized candidate) {
        Size size = candidate.size;
        return builder(size).assemble(model.shape().describe(), quantised(size.couplingBits()), candidate.schedule, "");
    }

    private ImageBuilder builder(Size size) {
        return new ImageBuilder(
                options.withTiles(1, 1, size.lanes(), size.lanes()).withContext(size.context()));
    }

    private Quantisation quantised(int bits) {
        return Objects.requireNonNull(quantisations.computeIfAbsent(
                bits, width -> new Quantiser(numerics.withCouplingBits(width)).quantise(model, calibration)));
    }
}
