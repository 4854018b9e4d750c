package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.Tensor;

/** RMSNorm in the two steps of the machine: x·r with r = 1/√(Σx² + ε·dim), of length at most one, then the gain times √dim. */
final class RootMeanSquare {
    private final float[] gain; // times √dim
    private final double epsilon; // times dim

    RootMeanSquare(Tensor gain, double epsilon) {
        this.gain = gain.row(0);
        this.epsilon = epsilon * this.gain.length;
        float root = (float) Math.sqrt(this.gain.length);
        for (int i = 0; i < this.gain.length; i++) {
            this.gain[i] *= root;
        }
    }

    void normalise(float[] x, float[] normalised, int positions) {
        for (int p = 0, at = 0; p < positions; p++, at += gain.length) {
            double sum = epsilon;
            for (int i = at; i < at + gain.length; i++) {
                sum += (double) x[i] * x[i];
            }
            float r = sum == 0 ? 0 : (float) (1 / Math.sqrt(sum));
            for (int i = at; i < at + gain.length; i++) {
                normalised[i] = x[i] * r;
            }
        }
    }

    void scale(float[] normalised, int positions) {
        for (int p = 0, at = 0; p < positions; p++, at += gain.length) {
            for (int i = 0; i < gain.length; i++) {
                normalised[at + i] *= gain[i];
            }
        }
    }
}
