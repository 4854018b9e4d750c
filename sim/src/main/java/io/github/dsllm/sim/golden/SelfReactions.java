package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;

/** The scales m·2^−sh = 1/h of one row group, prepared so that every lane is one product, one addition and one right shift. */
final class SelfReactions {
    private final long[] factors;
    private final long[] halves;
    private final long[] shifts;

    /**
     * Takes {@code lanes} scales of a tile.
     *
     * @param lessShift subtracted from every shift
     */
    SelfReactions(int[] mantissas, byte[] shifts, int first, int lanes, int lessShift) {
        this.factors = new long[lanes];
        this.halves = new long[lanes];
        this.shifts = new long[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            int shift = shifts[first + lane] - lessShift;
            this.factors[lane] = FixedPoint.round(mantissas[first + lane], Math.min(shift, 0));
            this.shifts[lane] = Math.max(shift, 0);
            this.halves[lane] = shift > 0 ? 1L << (shift - 1) : 0;
        }
    }

    /** Replaces the first {@code valid} sums by R(sum·m, sh − lessShift). */
    void settle(long[] sums, int valid) {
        long[] m = factors;
        long[] half = halves;
        long[] n = shifts;
        for (int lane = 0; lane < valid; lane++) {
            sums[lane] = (sums[lane] * m[lane] + half[lane]) >> n[lane];
        }
    }
}
