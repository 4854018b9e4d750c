package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.CalibrationText;
import io.github.dsllm.codegen.quantise.NextTokens;
import io.github.dsllm.codegen.quantise.Quality;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The texts that a user gives: one to calibrate on, and one on which the chip is compared with the float model. */
final class GivenTexts {
    private static final int SAMPLED_TEXTS = 20;
    private static final int CALIBRATION_STORIES = 20;
    private static final int EVALUATION_STORIES = 100;

    private final ModelInput model;
    private final @Nullable Tokenizer tokenizer;
    private final List<int[]> stories;

    /**
     * Reads the text to evaluate on, so that a bad one is known before the work begins.
     *
     * @param evaluation null for none; without meaning for a shape
     */
    GivenTexts(ModelInput model, @Nullable Tokenizer tokenizer, @Nullable Path evaluation) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.stories = evaluation == null || !model.hasWeights()
                ? List.of()
                : reader("dsllm.evaluation")
                        .read(evaluation, EVALUATION_STORIES)
                        .sequences();
    }

    /** The first stories of the text, or samples of the model itself. */
    CalibrationSet calibration(@Nullable Path text) {
        return text == null
                ? CalibrationSet.sampled(model.weights(), SAMPLED_TEXTS)
                : reader("dsllm.calibration").read(text, CALIBRATION_STORIES);
    }

    /** Adds the perplexities on the first stories of the text, if there is one, and leaves the errors of layers in a file. */
    GoalResult compare(GoalResult result, ChipImage image, Stopwatch watch, Path root) throws IOException {
        if (stories.isEmpty()) {
            return result;
        }
        int context = image.core().depths().context();
        List<int[]> fitting = fitting(context);
        var quality = watch.timeApart("perplexities", () -> measure(image, fitting));
        watch.timeApart("errors of layers", () -> {
            LayerErrors.write(image, model.weights(), fitting, root);
            return fitting.size();
        });
        return result.with("perplexityFloat", quality.referencePerplexity(), "1")
                .with("perplexityFixed", quality.perplexity(), "1")
                .with("divergence", quality.divergence(), "nat")
                .with("topAgreement", quality.topAgreement(), "1");
    }

    /** Perplexities on the first stories of the text, cut at a context that the chip has; empty if there is no text. */
    Optional<Quality> measure(ChipImage image, int context) {
        return stories.isEmpty() ? Optional.empty() : Optional.of(measure(image, fitting(context)));
    }

    private Quality measure(ChipImage image, List<int[]> texts) {
        return Quality.compare(new FloatTransformer(model.weights())::forward, onChip(image), texts);
    }

    private List<int[]> fitting(int context) {
        return stories.stream()
                .map(story -> Arrays.copyOf(story, Math.min(story.length, context)))
                .toList();
    }

    private static NextTokens onChip(ChipImage image) {
        GoldenMachine machine = GoldenMachine.of(image);
        float[] logits = new float[image.vocabulary()];
        float unit = (float) Math.scalb(1.0, -image.formats().getOrDefault("logit", 0));
        return (token, position) -> {
            machine.force(token, position);
            for (int i = 0; i < logits.length; i++) {
                logits[i] = machine.logit(i) * unit;
            }
            return logits;
        };
    }

    private CalibrationText reader(String parameter) {
        if (tokenizer == null) {
            throw new UserError(
                    "parameter " + parameter
                            + " names a text, but there is no tokenizer beside the model; perhaps you should name it (parameter dsllm.tokenizer)");
        }
        ModelShape shape = model.shape();
        return new CalibrationText(tokenizer, shape);
    }
}
