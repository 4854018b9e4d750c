package io.github.dsllm.codegen.quantise;

import java.util.List;

/**
 * What the integers of a machine cost against the float model on the same texts.
 *
 * @param predictions predicted tokens
 * @param referencePerplexity e to the mean of −ln p(token) of the float model
 * @param perplexity the same of the machine
 * @param divergence mean Kullback-Leibler divergence of the machine's distribution from the float model's, in nat
 * @param topAgreement share of positions at which both have the same most likely token (the lowest among equals)
 */
public record Quality(
        long predictions, double referencePerplexity, double perplexity, double divergence, double topAgreement) {

    /** Relative change of perplexity; 0.003 is +0.3 %. */
    public double perplexityChange() {
        return perplexity / referencePerplexity - 1;
    }

    /**
     * Feeds the texts to both.
     *
     * @param texts tokens of each text from the begin-of-text token on, no longer than the context
     */
    public static Quality compare(NextTokens reference, NextTokens machine, List<int[]> texts) {
        Sums sums = new Sums();
        for (int[] text : texts) {
            for (int position = 0; position + 1 < text.length; position++) {
                double[] p = logProbabilities(reference.logits(text[position], position));
                double[] q = logProbabilities(machine.logits(text[position], position));
                sums.add(p, q, text[position + 1]);
            }
        }
        return sums.mean();
    }

    private static double[] logProbabilities(float[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        double normaliser = largest + Math.log(sum);
        double[] logProbabilities = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            logProbabilities[i] = logits[i] - normaliser;
        }
        return logProbabilities;
    }

    private static final class Sums {
        private long count;
        private double reference;
        private double machine;
        private double divergence;
        private long agreements;

        void add(double[] p, double[] q, int token) {
            count++;
            reference -= p[token];
            machine -= q[token];
            int top = 0;
            int machineTop = 0;
            for (int i = 0; i < p.length; i++) {
                divergence += Math.exp(p[i]) * (p[i] - q[i]);
                top = p[i] > p[top] ? i : top;
                machineTop = q[i] > q[machineTop] ? i : machineTop;
            }
            agreements += top == machineTop ? 1 : 0;
        }

        Quality mean() {
            if (count == 0) {
                throw new IllegalArgumentException("no text has a token to predict");
            }
            return new Quality(
                    count,
                    Math.exp(reference / count),
                    Math.exp(machine / count),
                    divergence / count,
                    (double) agreements / count);
        }
    }
}
