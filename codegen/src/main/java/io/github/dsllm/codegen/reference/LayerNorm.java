package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.model.Tensor;

/** Layer normalisation with gain and shift: {@code gain_j * (x_j - mean) / sqrt(variance + epsilon) + shift_j}; the two sums in float64. */
final class LayerNorm implements Norm {
    private final float[] gain;
    private final float[] shift;
    private final double epsilon;

    LayerNorm(Tensor gain, Tensor shift, double epsilon) {
        this.gain = gain.row(0);
        this.shift = shift.row(0);
        this.epsilon = epsilon;
    }

    @Override
    public void apply(float[] x, float[] out) {
        double mean = 0;
        for (float value : x) {
            mean += value;
        }
        mean /= x.length;
        double variance = 0;
        for (float value : x) {
            variance += (value - mean) * (value - mean);
        }
        double scale = 1 / Math.sqrt(variance / x.length + epsilon);
        for (int j = 0; j < x.length; j++) {
            out[j] = (float) (gain[j] * ((x[j] - mean) * scale) + shift[j]);
        }
    }
}
