package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Rotary;

/** RoPE on neighbouring channels (2i, 2i + 1) of every head, or of its first channels, angles in float32 as in llama2.c: position * (1 / theta^(2i / headSize)). */
final class RotaryEmbedding {
    private final int headSize;
    private final float[] frequencies; // (headSize / 2)
    private final float[] cosines; // (headSize / 2) of the current position
    private final float[] sines;

    RotaryEmbedding(ModelShape shape) {
        headSize = shape.headSize();
        frequencies = new float[headSize / 2];
        cosines = new float[headSize / 2];
        sines = new float[headSize / 2];
        Rotary rotary = shape.anatomy().rotary();
        float theta = (float) shape.ropeTheta();
        for (int i = 0; i < headSize / 2; i++) {
            if (rotary.turns(i, headSize)) {
                float exponent = (float) rotary.exponent(i, headSize);
                frequencies[i] = (float) rotary.scaling().apply(1.0f / (float) Math.pow(theta, exponent));
            }
        }
    }

    void moveTo(int position) {
        for (int i = 0; i < frequencies.length; i++) {
            float angle = position * frequencies[i];
            cosines[i] = (float) Math.cos(angle);
            sines[i] = (float) Math.sin(angle);
        }
    }

    /** Rotates all heads in {@code x} in place. */
    void rotate(float[] x) {
        for (int i = 0; i < x.length; i += 2) {
            int pair = i % headSize / 2;
            float a = x[i];
            float b = x[i + 1];
            x[i] = a * cosines[pair] - b * sines[pair];
            x[i + 1] = a * sines[pair] + b * cosines[pair];
        }
    }
}
