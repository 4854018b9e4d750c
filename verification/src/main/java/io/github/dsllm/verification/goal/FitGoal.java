package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.quantise.Quality;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import io.github.dsllm.verification.fpga.Ecp5Target;
import io.github.dsllm.verification.fpga.FpgaPart;
import io.github.dsllm.verification.fpga.Resources;
import io.github.dsllm.verification.goal.FitSearch.Sized;
import io.github.dsllm.verification.sizing.Foresight;
import io.github.dsllm.verification.sizing.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Right-sizing, before {@code fpga} or {@code synthesize}: finds lanes, settle units, coupling bits and context with which a model fits a part, without synthesis, and writes a chip spec of that size. What was given
 * up stands in {@code fit.json}.
 */
public final class FitGoal {
    /** Name of the result and of the folder with the chip spec. */
    public static final String NAME = "fit";

    private static final String CHIP = "chip.json";
    private static final double MEGA = 1e6;

    private final GenerateRequest generate;
    private final FpgaRequest request;
    private final Messages messages;
    private final OutputLayout layout;
    private final Stopwatch watch;

    public FitGoal(GenerateRequest generate, FpgaRequest request, Messages messages) {
        this.generate = generate;
        this.request = request;
        this.messages = messages;
        this.layout = new OutputLayout(generate.outputDirectory());
        this.watch = new Stopwatch(messages);
    }

    /**
     * Finds the size.
     *
     * @return the request for the chip of that size
     * @throws UserError if the part is unknown, has no recorded runs, or no size fits; the message says what is short by how much, and which part would do
     */
    public GenerateRequest run() throws IOException {
        Settings settings = new Settings(generate);
        ChipSpec chip = new ChipSpecReader().read(generate.chip());
        requireOneTile(chip);
        FpgaChoice choice = FpgaChoice.of(request, chip);
        Path file = layout.root().resolve(NAME).resolve(CHIP);
        Inputs inputs = GenerateInputs.of(generate).with("part", (Object) choice.part());
        Path mark = layout.root().resolve(NAME + ".inputs");
        if (Files.exists(file)
                && GoalResult.read(layout.root(), NAME).isPresent()
                && inputs.changesSince(mark).isEmpty()) {
            messages.info("up to date: " + file);
            return generate.withChip(file);
        }
        LanguageModel model = watch.time("read model", () -> Models.open(generate.model()));
        GivenTexts texts =
                new GivenTexts(ModelInput.of(generate.model(), settings), tokenizer(model), generate.evaluation());
        FitSearch search =
                new FitSearch(model, texts.calibration(generate.calibration()), settings.numerics(chip), chip);
        Optional<Sized> found =
                isEcp5(choice) ? watch.time("find a size", () -> search.best(choice.part())) : Optional.empty();
        Sized fitted = found.orElseThrow(() -> new UserError(refusal(search, choice)));
        FittedChip.write(generate.chip(), fitted, choice, file);
        GoalResult result = result(search, fitted, chip, inputs.digest());
        GoalResult measured = withQuality(result, texts, search, fitted);
        measured.write(layout.root());
        inputs.save(mark);
        say(measured, search.asked(), fitted, choice.part());
        return generate.withChip(file);
    }

    private static void requireOneTile(ChipSpec chip) {
        String problem = chip.tiles().count() > 1
                ? "has " + chip.tiles().count()
                        + " tiles; perhaps you should give it one (tiles: { rows: 1, columns: 1 })"
                : chip.external() != null
                        ? "reloads couplings from an external memory; perhaps you should leave the key external out"
                        : chip.compact()
                                ? "is compact, and nothing was fitted to compact cores; perhaps you should leave out dsllm.fit, or compact"
                                : "";
        if (!problem.isEmpty()) {
            throw new UserError("right-sizing is for chips of one tile that keep all couplings, but " + chip.name()
                    + " " + problem);
        }
    }

    private static boolean isEcp5(FpgaChoice choice) {
        return choice.target() instanceof Ecp5Target;
    }

    private @Nullable Tokenizer tokenizer(LanguageModel model) {
        return TokenizerLoader.forModel(generate.model(), generate.tokenizer(), model.shape())
                .orElse(null);
    }

    private String refusal(FitSearch search, FpgaChoice choice) {
        FpgaPart part = choice.part();
        Sized nearest = (isEcp5(choice) ? search.nearest(part) : search.smallest())
                .orElseThrow(() -> new UserError("the model cannot be laid out on a tile of up to "
                        + search.asked().lanes() + " lanes; perhaps you should give the chip more lanes"));
        List<FpgaPart> others = new Ecp5Target()
                .parts().stream()
                        .filter(other -> other.name().matches("LFE5U-..F-6"))
                        .toList();
        String remedy = search.firstWithRoom(others)
                .map(other -> "; the smallest part that would do is " + other.name() + ", with "
                        + search.best(other).orElseThrow().describe())
                .orElse("; no part of family ecp5 has room for this model; perhaps you should take a smaller one");
        Resources taken = nearest.foresight().resources();
        String excess = isEcp5(choice)
                ? shortage(taken, Foresight.room(part))
                : foreignShortage(taken, part, choice.target().family());
        return "no size of this chip fits " + part.name() + ": with " + nearest.describe() + " it would " + excess
                + remedy;
    }

    /** What is short, and by how much. */
    private static String shortage(Resources taken, Resources room) {
        return "need " + taken.excessOver(room)
                + " (90 % of the look-up tables and flip-flops of a part may be taken, as foreseen numbers are not exact)";
    }

    /** Tables with four inputs are comparable between families, all else is not. */
    private static String foreignShortage(Resources taken, FpgaPart part, String family) {
        return taken.logic() > part.capacity().logic()
                ? "need about " + taken.logic() + " look-up tables of "
                        + part.capacity().logic() + ", without those that are memory on an ECP5"
                : "need what nobody foresees, because no runs of synthesis are recorded for family " + family;
    }

    private GoalResult result(FitSearch search, Sized fitted, ChipSpec chip, String digest) {
        Size asked = search.asked();
        Resources taken = fitted.foresight().resources();
        GoalResult result = GoalResult.of(NAME, ModelInput.name(generate.model()), chip.name(), digest)
                .with("lanesAsked", asked.lanes(), "1")
                .with("lanes", fitted.size().lanes(), "1")
                .with("unitLanesAsked", asked.unitLanes(), "1")
                .with("unitLanes", fitted.schedule().core().unitLanes(), "1")
                .with("statesInLogic", fitted.states() == ChipSpec.States.LOGIC ? 1 : 0, "1")
                .with("couplingBitsAsked", asked.couplingBits(), "bit")
                .with("couplingBits", fitted.size().couplingBits(), "bit")
                .with("contextAsked", asked.context(), "1")
                .with("context", fitted.size().context(), "1");
        return FpgaChoice.with(result, taken)
                .with("clock", chip.clock(), "Hz")
                .with("clockForeseen", fitted.foresight().clock(), "Hz")
                .with(
                        "cyclesPerTokenAsked",
                        search.of(asked).map(Sized::cyclesPerToken).orElse(Double.NaN),
                        "1")
                .with("cyclesPerToken", fitted.cyclesPerToken(), "1")
                .with("tokensPerSecondForeseen", search.tokensPerSecond(fitted), "1/s");
    }

    /** Both chips on the same texts, cut at the shorter context. */
    private GoalResult withQuality(GoalResult result, GivenTexts texts, FitSearch search, Sized fitted)
            throws IOException {
        int context = fitted.size().context();
        Optional<Quality> own = watch.timeApart("perplexity", () -> texts.measure(search.image(fitted), context));
        if (own.isEmpty()) {
            return result;
        }
        int bits = search.asked().couplingBits();
        Size wider = new Size(fitted.size().lanes(), fitted.size().unitLanes(), bits, context);
        Optional<Quality> asked = bits == fitted.size().couplingBits()
                ? own
                : watch.timeApart(
                        "perplexity of what was asked for",
                        () -> search.of(wider).flatMap(chip -> texts.measure(search.image(chip), context)));
        GoalResult with = result.with("perplexityFloat", own.get().referencePerplexity(), "1")
                .with("perplexityFixed", own.get().perplexity(), "1");
        return asked.isEmpty() ? with : with.with("perplexityAsked", asked.get().perplexity(), "1");
    }

    private void say(GoalResult result, Size asked, Sized fitted, FpgaPart part) {
        messages.info(
                "right-sized for " + part.name() + ": " + fitted.describe() + " (asked for: " + asked.describe() + ")");
        messages.info("foreseen: " + fitted.foresight().resources().describe(part.capacity()));
        messages.info(String.format(
                Locale.ROOT,
                "foreseen: %.1f MHz of %.1f MHz, %.0f cycles per token (%.0f as asked for), %.0f tokens/s",
                result.value("clockForeseen") / MEGA,
                result.value("clock") / MEGA,
                result.value("cyclesPerToken"),
                result.value("cyclesPerTokenAsked"),
                result.value("tokensPerSecondForeseen")));
        if (result.value("clockForeseen") < result.value("clock")) {
            messages.warn("the clock of the chip spec may not be reached; perhaps you should lower it");
        }
        if (fitted.size().couplingBits() < asked.couplingBits()) {
            messages.info(
                    Double.isNaN(result.value("perplexityFixed"))
                            ? "what narrower couplings cost is not known without a text (parameter dsllm.evaluation)"
                            : String.format(
                                    Locale.ROOT,
                                    "perplexity: %.3f (%.3f with couplings as asked for, %.3f in float)",
                                    result.value("perplexityFixed"),
                                    result.value("perplexityAsked"),
                                    result.value("perplexityFloat")));
        }
    }
}
