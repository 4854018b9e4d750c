package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.ReloadFigures;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Lays a model out on chips of one tile and of many sizes, with as much memory as the model needs, and finds the one that gives up least and fits a part. */
final class FitSearch {
    /** Part of the most tokens per second that settle units may cost for the sake of fewer look-up tables, whose wires are what the router has to find room for. */
    private static final double FAST = 0.95;

    private final LanguageModel model;
    private final CalibrationSet calibration;
    private final Numerics numerics;
    private final ChipSpec chip;
    private final ChipSpec.States states;
    private final LayoutOptions options;
    private final Foresight.Models models = Foresight.Models.recorded();
    private final Map<Integer, Quantisation> quantisations = new HashMap<>();
    private final Map<Size, Optional<Sized>> sized = new HashMap<>();

    /**
     * A chip of some size.
     *
     * @param size lanes, lanes of a settle unit, coupling bits, context
     * @param states what holds node states
     * @param schedule what its tile executes
     * @param foresight what it will take
     */
    record Sized(Size size, ChipSpec.States states, Schedule schedule, Foresight foresight) {
        /** For people. */
        String describe() {
            return size.describe() + (states == ChipSpec.States.LOGIC ? ", node states in logic" : "");
        }

        /** Mean over all positions. */
        double cyclesPerToken() {
            return ReloadFigures.of(schedule).cyclesPerToken();
        }
    }

    FitSearch(LanguageModel model, CalibrationSet calibration, Numerics numerics, ChipSpec chip) {
        this.model = model;
        this.calibration = calibration;
        this.numerics = numerics;
        this.chip = chip;
        this.states = chip.fpga() == null ? ChipSpec.States.AUTO : chip.fpga().states();
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
                chip.unitLanes(),
                numerics.couplingBits(),
                Math.min(chip.context(), model.shape().context()));
    }

    /** The first size that fits a part, in the order of {@link Size#upToHere}; of those that differ in their settle units or places of states alone the one with the fewest look-up tables that is {@link #FAST}. */
    Optional<Sized> best(FpgaPart part) {
        List<Sized> same = new ArrayList<>();
        Iterator<Sized> fitting =
                all().filter(candidate -> candidate.foresight.fits(part)).iterator();
        while (fitting.hasNext()) {
            Sized candidate = fitting.next();
            if (!same.isEmpty() && !same.get(0).size.equalsButForUnits(candidate.size)) {
                break;
            }
            same.add(candidate);
        }
        double fastest = same.stream().mapToDouble(this::tokensPerSecond).max().orElse(0);
        return same.stream()
                .filter(candidate -> tokensPerSecond(candidate) >= FAST * fastest)
                .min(Comparator.comparingLong(
                        candidate -> candidate.foresight.resources().tables()));
    }

    /** At the lower of the clock that is asked for and the one that is foreseen. */
    double tokensPerSecond(Sized candidate) {
        return Math.min(chip.clock(), candidate.foresight.clock()) / candidate.cyclesPerToken();
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
        return all().min(Comparator.comparingDouble(measure));
    }

    /** All sizes that the model can be laid out on, each with its node states where the chip spec wants them and, where these are block RAMs, in logic. */
    private Stream<Sized> all() {
        return asked().upToHere().stream()
                .map(this::of)
                .flatMap(Optional::stream)
                .flatMap(candidate -> {
                    Sized inLogic = foreseen(candidate.size, ChipSpec.States.LOGIC, candidate.schedule);
                    boolean isOther = inLogic.foresight.resources().blockRams()
                            < candidate.foresight.resources().blockRams();
                    return isOther ? Stream.of(candidate, inLogic) : Stream.of(candidate);
                });
    }

    /** The first of some parts that has room for some size. */
    Optional<FpgaPart> firstWithRoom(List<FpgaPart> parts) {
        return parts.stream().filter(part -> best(part).isPresent()).findFirst();
    }

    /** A chip of a size; empty if the model cannot be laid out on it, such as heads that are wider than the tile, or narrower than a unit that is larger than asked for. */
    Optional<Sized> of(Size size) {
        return sized.computeIfAbsent(size, this::lay);
    }

    private Optional<Sized> lay(Size size) {
        try {
            Schedule schedule = builder(size).schedule(quantised(size.couplingBits()));
            if (size.unitLanes() > chip.unitLanes() && schedule.core().unitLanes() < size.unitLanes()) {
                return Optional.empty();
            }
            return Optional.of(foreseen(size, states, schedule));
        } catch (UserError impossible) {
            return Optional.empty();
        }
    }

    private Sized foreseen(Size size, ChipSpec.States kept, Schedule schedule) {
        BoardParameters board = BoardParameters.of(chip, schedule.core())
                .orElseGet(() -> BoardParameters.of(schedule.core(), Math.round(chip.clock())));
        return new Sized(size, kept, schedule, models.of(Design.of(board, kept)));
    }

    /** The image of a model on a chip that was laid out. */
    ChipImage image(Sized candidate) {
        Size size = candidate.size;
        return builder(size).assemble(model.shape().describe(), quantised(size.couplingBits()), candidate.schedule, "");
    }

    private ImageBuilder builder(Size size) {
        return new ImageBuilder(options.withTiles(1, 1, size.lanes(), size.lanes())
                .withUnitLanes(size.unitLanes())
                .withContext(size.context()));
    }

    private Quantisation quantised(int bits) {
        return Objects.requireNonNull(quantisations.computeIfAbsent(
                bits, width -> new Quantiser(numerics.withCouplingBits(width)).quantise(model, calibration)));
    }
}
