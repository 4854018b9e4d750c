package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;

/**
 * The integers that a coupling can be, and steps between their values: a row W is held as J·s with |J| ≤ limit; docs/numerics.md §4.
 *
 * @param limit 2^(bJ−1) − 1
 * @param scaleBits mw, bits of a step's mantissa
 * @param search whether steps are searched that clip the largest couplings
 */
public record CouplingLevels(int limit, int scaleBits, boolean search) {
    private static final int SEARCH_BELOW_BITS = 12;
    private static final int CANDIDATES = 26;

    public static CouplingLevels of(Numerics numerics) {
        return new CouplingLevels(
                (1 << (numerics.couplingBits() - 1)) - 1,
                numerics.scaleBits(),
                numerics.couplingBits() < SEARCH_BELOW_BITS);
    }

    /** The integer that stands for w: clamp(rint(w/step), ±limit). */
    public double level(double w, double step) {
        return Math.max(-limit, Math.min(limit, Math.rint(w / step)));
    }

    /** The greatest step of use: that with which the largest of a row has the greatest level; 0 for a row of zeros. */
    public double covering(double[] row) {
        return largest(row) / limit;
    }

    private static double largest(double[] row) {
        double largest = 0;
        for (double w : row) {
            largest = Math.max(largest, Math.abs(w));
        }
        return largest;
    }

    /** The step with the least squared error among 1, 0.98, …, 0.5 times the covering one, the largest among equals; 0 for a row of zeros. */
    public double searched(double[] row) {
        double largest = largest(row);
        double best = largest / limit;
        double bestError = Double.POSITIVE_INFINITY;
        for (int candidate = 0; search && largest > 0 && candidate < CANDIDATES; candidate++) {
            double step = (100 - 2 * candidate) / 100.0 * largest / limit;
            double error = 0;
            for (double w : row) {
                double difference = level(w, step) * step - w;
                error += difference * difference;
            }
            if (error < bestError) {
                best = step;
                bestError = error;
            }
        }
        return best;
    }

    /** The step as 1/h holds it, with a mantissa of {@link #scaleBits}. */
    public double rounded(double step) {
        return RowScale.of(step, 0, scaleBits).value(0);
    }
}
