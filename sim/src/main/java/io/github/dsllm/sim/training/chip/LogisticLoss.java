package io.github.dsllm.sim.training.chip;

/** The loss of logistic outputs: the cross-entropy −t·ln p − (1 − t)·ln(1 − p), mean over the outputs, in nats; ln 2 where nothing is known. */
final class LogisticLoss {
    private LogisticLoss() {}

    /**
     * @param z outputs before their node function
     * @param label the class whose truth is 1
     */
    static double of(double[] z, int label) {
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            sum += softplus(i == label ? -z[i] : z[i]);
        }
        return sum / z.length;
    }

    /** 1/(1 + e^−z). */
    static double probability(double z) {
        return 1 / (1 + StrictMath.exp(-z));
    }

    /** The class of the greatest output, the first among equals. */
    static int answer(double[] z) {
        int best = 0;
        for (int i = 1; i < z.length; i++) {
            best = z[i] > z[best] ? i : best;
        }
        return best;
    }

    /** ln(1 + e^z), without overflow. */
    private static double softplus(double z) {
        return Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
    }
}
