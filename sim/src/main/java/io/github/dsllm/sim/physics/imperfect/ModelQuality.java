package io.github.dsllm.sim.physics.imperfect;

import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.codegen.reference.Perplexity;
import java.util.Arrays;
import java.util.List;

/** Perplexity and accuracy of a model on imperfect chips, on a number of tokens of given texts. */
public final class ModelQuality {
    /** Index of the perplexity among the figures. */
    public static final int PERPLEXITY = 0;
    /** Index of the accuracy, the share of tokens that are the most probable one. */
    public static final int ACCURACY = 1;

    private static final int RANGE_TEXTS = 4;

    private final LanguageModel model;
    private final List<int[]> texts;
    private final int tokens;
    private final int context;
    private final StateRanges ranges;

    /**
     * Measures the full scales of all states on the first texts.
     *
     * @param texts each beginning with the begin-of-text token, which is not predicted
     * @param tokens greatest number of predictions per chip
     */
    public ModelQuality(LanguageModel model, List<int[]> texts, int tokens) {
        this.model = model;
        this.texts = texts;
        this.tokens = tokens;
        this.context = model.shape().context();
        this.ranges = StateRanges.of(model, texts.subList(0, Math.min(RANGE_TEXTS, texts.size())), context);
    }

    /** Figures of the ideal model. */
    public double[] ideal() {
        return measure(new FloatTransformer(model));
    }

    /** Figures of one chip. */
    public double[] on(Imperfections imperfections) {
        return measure(ImperfectModel.of(model, ranges, imperfections));
    }

    /** Chips with one non-ideality, at all strengths. */
    public List<Sweep.Point> sweep(NonIdeality kind, double[] strengths, int seeds, long seed, int threads) {
        return Sweep.of(
                strengths,
                seeds,
                seed,
                threads,
                (strength, own) -> on(new Imperfections(List.of(kind.at(strength, own)))));
    }

    private double[] measure(FloatTransformer transformer) {
        double loss = 0;
        int right = 0;
        int predictions = 0;
        for (int[] text : texts) {
            int[] cut = Arrays.copyOf(text, Math.min(text.length, context));
            for (int position = 0; position + 1 < cut.length && predictions < tokens; position++) {
                float[] logits = transformer.forward(cut[position], position);
                loss += Perplexity.negativeLogLikelihood(logits, cut[position + 1]);
                right += best(logits) == cut[position + 1] ? 1 : 0;
                predictions++;
            }
        }
        int count = Math.max(1, predictions);
        return new double[] {Math.exp(loss / count), right / (double) count};
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }
}
