package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.ExponentialTable;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;

/** E(t) of docs/isa.md §3 with every octave of the image's table written out, so that one look gives the result. */
final class ExponentialLookup {
    private final int[] weights; // by t, 0 … zeroFrom − 1

    ExponentialLookup(ChipImage image) {
        Numerics numerics = image.core().numerics();
        int[] table = image.exponentialTable();
        weights = new int[Math.toIntExact(ExponentialTable.zeroFrom(numerics))];
        int scale = numerics.tableFraction() - numerics.weightFraction();
        for (int t = 0; t < weights.length; t++) {
            int octave = numerics.exponential().octaves() ? t >> numerics.exponentFraction() : 0;
            weights[t] = (int) FixedPoint.round(table[t & (table.length - 1)], octave + scale);
        }
    }

    /** E(t) for t ≥ 0. */
    int weight(long t) {
        return t >= weights.length ? 0 : weights[(int) t];
    }

    /**
     * The weights of a row of 32-bit scores.
     *
     * @param maximum largest of the scores; no score is more than 2^30 below it
     * @param first index of the first score and of its weight
     * @return sum of the weights
     */
    long weigh(int maximum, int[] scores, int first, int count, int shift, int[] results) {
        int[] table = weights;
        int half = shift > 0 ? 1 << (shift - 1) : 0;
        int left = Math.max(-shift, 0);
        int right = Math.max(shift, 0);
        long sum = 0;
        for (int j = first; j < first + count; j++) {
            long t = ((long) (maximum - scores[j] + half) << left) >> right;
            int weight = t < table.length ? table[(int) t] : 0;
            results[j] = weight;
            sum += weight;
        }
        return sum;
    }
}
