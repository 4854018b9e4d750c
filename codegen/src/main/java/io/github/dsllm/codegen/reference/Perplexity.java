package io.github.dsllm.codegen.reference;

import java.util.List;

/**
 * How well a model predicts texts.
 *
 * @param predictions number of predicted tokens
 * @param meanNegativeLogLikelihood mean of -ln p(token), in nat
 */
public record Perplexity(long predictions, double meanNegativeLogLikelihood) {

    /** e to the mean negative log likelihood. */
    public double value() {
        return Math.exp(meanNegativeLogLikelihood);
    }

    /**
     * Measures the float path on texts, each from position 0 and cut at {@code context} tokens (begin-of-text included).
     *
     * @param texts tokens of each text, beginning with the begin-of-text token, which is not predicted
     * @param context greatest number of tokens per text, at most the model's own context
     */
    public static Perplexity of(FloatTransformer transformer, List<int[]> texts, int context) {
        double sum = 0;
        long predictions = 0;
        for (int[] text : texts) {
            int length = Math.min(text.length, context);
            for (int position = 0; position + 1 < length; position++) {
                sum += negativeLogLikelihood(transformer.forward(text[position], position), text[position + 1]);
                predictions++;
            }
        }
        return new Perplexity(predictions, predictions == 0 ? 0 : sum / predictions);
    }

    /** -ln softmax(logits)[token], in float64. */
    public static double negativeLogLikelihood(float[] logits, int token) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        return Math.log(sum) - (logits[token] - max);
    }
}
