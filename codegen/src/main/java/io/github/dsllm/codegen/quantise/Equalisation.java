package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.ModelShape;
import java.util.Arrays;

/**
 * Scales of stored keys that make every RoPE pair use the same range: rows of Wk times c, rows of Wq over c. Scores do not change, and a narrow key
 * memory loses less.
 */
final class Equalisation {
    private static final double TARGET = 0.9;

    private final ModelShape shape;
    private final double[] scale; // (kvDim)

    private Equalisation(ModelShape shape, double[] scale) {
        this.shape = shape;
        this.scale = scale;
    }

    static Equalisation none(ModelShape shape) {
        double[] ones = new double[shape.kvDim()];
        Arrays.fill(ones, 1);
        return new Equalisation(shape, ones);
    }

    /** c = 0.9 / max over both rotated channels of a pair; 1 for a pair that is always zero. */
    static Equalisation of(ModelShape shape, ChannelRange rotatedKeys) {
        Equalisation equalisation = none(shape);
        for (int c = 0; c < shape.kvDim(); c += 2) {
            float largest = Math.max(rotatedKeys.maximum(c), rotatedKeys.maximum(c + 1));
            if (largest > 0) {
                equalisation.scale[c] = TARGET / largest;
                equalisation.scale[c + 1] = TARGET / largest;
            }
        }
        return equalisation;
    }

    double key(int channel) {
        return scale[channel];
    }

    double query(int channel) {
        int size = shape.headSize();
        int keyHead = channel / size / shape.headsPerKvHead();
        return 1 / scale[keyHead * size + channel % size];
    }
}
