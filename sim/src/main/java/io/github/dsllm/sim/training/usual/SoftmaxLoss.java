package io.github.dsllm.sim.training.usual;

import io.github.dsllm.sim.training.kernel.Matrix;

/** The gradient of −Σ y·log softmax at the logits: p − y. */
final class SoftmaxLoss {
    private SoftmaxLoss() {}

    static void gradient(Matrix logits, int[] targets, double weight, Matrix g) {
        double[] p = new double[logits.columns()];
        for (int t = 0; t < logits.rows(); t++) {
            if (targets[t] < 0) {
                g.rowRange(t, 1).zero();
                continue;
            }
            softmax(logits, t, p);
            p[targets[t]] -= 1;
            for (int i = 0; i < p.length; i++) {
                g.set(t, i, weight * p[i]);
            }
        }
    }

    static void gradient(Matrix logits, Matrix truth, int[] targets, double weight, Matrix g) {
        double[] p = new double[logits.columns()];
        for (int t = 0; t < logits.rows(); t++) {
            if (targets[t] < 0) {
                g.rowRange(t, 1).zero();
                continue;
            }
            softmax(logits, t, p);
            for (int i = 0; i < p.length; i++) {
                g.set(t, i, weight * (p[i] - truth.get(t, i)));
            }
        }
    }

    private static void softmax(Matrix logits, int row, double[] p) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < p.length; i++) {
            max = Math.max(max, logits.get(row, i));
        }
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            p[i] = StrictMath.exp(logits.get(row, i) - max);
            sum += p[i];
        }
        for (int i = 0; i < p.length; i++) {
            p[i] /= sum;
        }
    }
}
