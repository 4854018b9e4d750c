package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.ExponentialTable;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;

/** E(t) of docs/isa.md §3 with every octave of the image's table written out, so that one look gives the result. */
final class ExponentialLookup {
    private final int zeroFrom;
    private final int[] weights; // by t, 0 … zeroFrom

    ExponentialLookup(ChipImage image) {
        Numerics numerics = image.core().numerics();
        int[] table = image.exponentialTable();
        zeroFrom = Math.toIntExact(ExponentialTable.zeroFrom(numerics));
        weights = new int[zeroFrom + 1];
        int scale = numerics.tableFraction() - numerics.weightFraction();
        for (int t = 0; t < zeroFrom; t++) {
            int octave = numerics.exponential().octaves() ? t >> numerics.exponentFraction() : 0;
            weights[t] = (int) FixedPoint.round(table[t & (table.length - 1)], octave + scale);
        }
    }

    /** E(t) for t ≥ 0. */
    int weight(long t) {
        return weights[(int) Math.min(t, zeroFrom)];
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
            int weight = table[(int) Math.min(t, zeroFrom)];
            results[j] = weight;
            sum += weight;
        }
        return sum;
    }

    /** By t from 0 to {@link #zeroFrom}, where it is 0. */
    int[] table() {
        return weights;
    }

    int zeroFrom() {
        return zeroFrom;
    }
}
