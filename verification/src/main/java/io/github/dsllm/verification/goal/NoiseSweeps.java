package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.quantise.CalibrationText;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.sim.physics.imperfect.Imperfections;
import io.github.dsllm.sim.physics.imperfect.ModelQuality;
import io.github.dsllm.sim.physics.imperfect.NonIdeality;
import io.github.dsllm.sim.physics.imperfect.Sweep;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Perplexity and accuracy of a model against the strength of non-idealities. */
final class NoiseSweeps {
    private static final int STORIES = 100;

    private final PhysicsRequest request;
    private final List<NonIdeality> kinds;

    /** @throws UserError for unknown names and numbers that are none, before any work is done */
    NoiseSweeps(PhysicsRequest request) {
        this.request = request;
        this.kinds = request.nonIdealities() == null
                ? List.of()
                : Arrays.stream(request.nonIdealities().split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .map(Imperfections::named)
                        .toList();
        kinds.forEach(this::strengths);
        if (!kinds.isEmpty() && (request.model() == null || request.evaluation() == null)) {
            throw new UserError(
                    "dsllm.nonIdealities needs a model and a text to predict; perhaps you should add -Ddsllm.model= and -Ddsllm.evaluation=.");
        }
        if (request.seeds() < 1 || request.seeds() > 10_000 || request.tokens() < 1) {
            throw new UserError("dsllm.seeds must be 1 … 10000 and dsllm.tokens at least 1");
        }
    }

    boolean wanted() {
        return !kinds.isEmpty();
    }

    /** Sweeps all of them, writes their pictures, and adds the perplexity at the standard strength of each. */
    GoalResult run(
            GoalResult result,
            LanguageModel model,
            @Nullable Tokenizer tokenizer,
            PhysicsFiles files,
            Messages messages)
            throws IOException {
        if (tokenizer == null || request.evaluation() == null) {
            throw new UserError(
                    "dsllm.evaluation names a text, but there is no tokenizer beside the model; perhaps you should name it (parameter dsllm.tokenizer).");
        }
        List<int[]> texts = new CalibrationText(tokenizer, model.shape())
                .read(request.evaluation(), STORIES)
                .sequences();
        ModelQuality quality = new ModelQuality(model, texts, request.tokens());
        double ideal = quality.ideal()[ModelQuality.PERPLEXITY];
        GoalResult more = result.with("perplexityIdeal", ideal, "1");
        int threads = Runtime.getRuntime().availableProcessors();
        for (NonIdeality kind : kinds) {
            List<Sweep.Point> points = quality.sweep(kind, strengths(kind), request.seeds(), request.seed(), threads);
            files.sweep(kind, points, ideal);
            for (Sweep.Point point : points) {
                messages.info(String.format(
                        Locale.ROOT,
                        "%s %s %s: perplexity %.4f ± %.4f (ideal %.4f), accuracy %.2f %%",
                        kind.name(),
                        point.strength(),
                        kind.unit(),
                        point.mean(ModelQuality.PERPLEXITY),
                        point.halfWidth(ModelQuality.PERPLEXITY),
                        ideal,
                        100 * point.mean(ModelQuality.ACCURACY)));
            }
            more = more.with(
                    "worstPerplexity." + kind.name(),
                    points.stream()
                            .mapToDouble(p -> p.mean(ModelQuality.PERPLEXITY))
                            .max()
                            .orElse(ideal),
                    "1");
        }
        return more;
    }

    private double[] strengths(NonIdeality kind) {
        if (request.strengths() == null) {
            return kind.sweep();
        }
        double[] strengths = Arrays.stream(request.strengths().split(","))
                .mapToDouble(NoiseSweeps::strength)
                .toArray();
        return strengths;
    }

    private static double strength(String text) {
        try {
            double strength = Double.parseDouble(text.strip());
            if (Double.isFinite(strength) && strength > 0) {
                return strength;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new UserError("dsllm.strengths has \"" + text
                + "\", which is no positive number; perhaps you should write it like 0.01,0.02,0.05.");
    }
}
