package io.github.dsllm.codegen.layout;

import io.github.dsllm.codegen.model.Rotary;

/**
 * Cosines and sines of the rotary position embedding, interleaved pairs: angle = float32(position · float32(1 / θ^(2i/channels))), entries
 * rint(cos·2^(ropeBits−2)). A pair of a head that is not rotated has 1 and 0, pairs behind the last channel of a head are 0.
 */
public final class RopeTable {
    private final short[] cosines;
    private final short[] sines;

    /**
     * @param context positions
     * @param segmentLanes lanes of a head
     * @param headSize channels of a head
     * @param theta base of the angles
     * @param rotary which pairs rotate, and how their frequencies are scaled
     * @param ropeBits width of an entry
     */
    public RopeTable(int context, int segmentLanes, int headSize, double theta, Rotary rotary, int ropeBits) {
        int pairs = segmentLanes / 2;
        cosines = new short[Math.multiplyExact(context, pairs)];
        sines = new short[cosines.length];
        double one = 1 << (ropeBits - 2);
        for (int pair = 0; pair < headSize / 2; pair++) {
            float frequency = rotary.turns(pair, headSize) ? frequency(pair, headSize, theta, rotary) : 0;
            for (int position = 0; position < context; position++) {
                float angle = (float) (position * (double) frequency);
                cosines[position * pairs + pair] = (short) Math.rint(StrictMath.cos(angle) * one);
                sines[position * pairs + pair] = (short) Math.rint(StrictMath.sin(angle) * one);
            }
        }
    }

    private static float frequency(int pair, int headSize, double theta, Rotary rotary) {
        float exponent = (float) rotary.exponent(pair, headSize);
        return (float) rotary.scaling().apply(1 / (double) (float) StrictMath.pow(theta, exponent));
    }

    /** (context, segmentLanes/2). */
    public short[] cosines() {
        return cosines.clone();
    }

    /** (context, segmentLanes/2). */
    public short[] sines() {
        return sines.clone();
    }
}
