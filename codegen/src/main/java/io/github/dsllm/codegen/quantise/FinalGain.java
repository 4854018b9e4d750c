package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.Tensor;
import java.util.stream.Stream;

/**
 * The final norm's gain times √dim with 11 binary places; it stays apart from the head because a tied head is also the embedding.
 *
 * @param exponent octaves by which the gains are held smaller so that they fit their 18 bits; the head's input has as many binary places more
 * @param largest the largest gain
 */
record FinalGain(int[] values, int exponent, double largest) {

    static FinalGain of(Tensor norm) {
        float[] gain = norm.row(0);
        double root = Math.sqrt(gain.length);
        double largest = 0;
        for (float g : gain) {
            largest = Math.max(largest, Math.abs(g * root));
        }
        int exponent = 0;
        while (Math.rint(Math.scalb(largest, Numerics.GAIN_FRACTION - exponent)) >= 1 << (Numerics.GAIN_BITS - 1)) {
            exponent++;
        }
        int[] values = new int[gain.length];
        for (int j = 0; j < gain.length; j++) {
            values[j] = (int) Math.rint(Math.scalb(gain[j] * root, Numerics.GAIN_FRACTION - exponent));
        }
        return new FinalGain(values, exponent, largest);
    }

    Stream<String> notes() {
        return exponent == 0
                ? Stream.empty()
                : Stream.of("The final norm's gains reach " + (float) largest + "; they are held with "
                        + (Numerics.GAIN_FRACTION - exponent) + " binary places instead of " + Numerics.GAIN_FRACTION
                        + " to fit " + Numerics.GAIN_BITS + " bits.");
    }
}
