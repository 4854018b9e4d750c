package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.model.Tensor;

/** Root-mean-square normalisation with gain: {@code gain_j * (x_j / sqrt(mean(x²) + epsilon))}, summed in ascending order. */
final class RmsNorm implements Norm {
    private final float[] gain;
    private final float epsilon;

    RmsNorm(Tensor gain, double epsilon) {
        this.gain = gain.row(0);
        this.epsilon = (float) epsilon;
    }

    @Override
    public void apply(float[] x, float[] out) {
        float sum = 0;
        for (float value : x) {
            sum += value * value;
        }
        sum /= x.length;
        sum += epsilon;
        float scale = 1.0f / (float) Math.sqrt(sum);
        for (int j = 0; j < x.length; j++) {
            out[j] = gain[j] * (scale * x[j]);
        }
    }
}
