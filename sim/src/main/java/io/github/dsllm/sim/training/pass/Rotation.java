package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Rotary;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.node.Rest;

/** RoPE: 2×2 couplings per pair of channels (2i, 2i + 1) and position, angles in float32 as in llama2.c. Pairs that do not rotate pass. */
public final class Rotation {
    private final int headSize;
    private final boolean turns;
    private final double[] cosines; // (positions, headSize / 2)
    private final double[] sines;

    Rotation(ModelShape shape, int positions) {
        headSize = shape.headSize();
        Rotary rotary = shape.anatomy().rotary();
        turns = rotary.channels(headSize) > 0;
        int pairs = headSize / 2;
        cosines = new double[Math.multiplyExact(positions, pairs)];
        sines = new double[cosines.length];
        for (int pair = 0; pair < pairs; pair++) {
            float frequency = rotary.turns(pair, headSize) ? frequency(rotary, shape.ropeTheta(), pair) : 0;
            for (int position = 0; position < positions; position++) {
                float angle = position * frequency;
                cosines[position * pairs + pair] = StrictMath.cos(angle);
                sines[position * pairs + pair] = StrictMath.sin(angle);
            }
        }
    }

    private float frequency(Rotary rotary, double theta, int pair) {
        float exponent = (float) rotary.exponent(pair, headSize);
        return (float) rotary.scaling().apply(1.0f / (float) StrictMath.pow((float) theta, exponent));
    }

    /** Whether any pair rotates; if none does, there is no such stage. */
    public boolean turns() {
        return turns;
    }

    /** Rotates all heads of (positions, heads·headSize) in place. */
    public void forward(Matrix x, Rest rest) {
        turn(x, 1);
        rest.settle(x);
    }

    /** The couplings transposed, which is the rotation back. */
    public void transposed(Matrix x) {
        turn(x, -1);
    }

    private void turn(Matrix x, int direction) {
        for (int t = 0; t < x.rows(); t++) {
            for (int i = 0; i < x.columns(); i += 2) {
                int entry = t * (headSize / 2) + i % headSize / 2;
                double cosine = cosines[entry];
                double sine = direction * sines[entry];
                double a = x.get(t, i);
                double b = x.get(t, i + 1);
                x.set(t, i, cosine * a - sine * b);
                x.set(t, i + 1, sine * a + cosine * b);
            }
        }
    }
}
