package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;

/** The scales m·2^−sh = 1/h of one row group, prepared so that every lane is (sum·factor + half) >> shift. */
final class SelfReactions {
    final long[] factors;
    final long[] halves;
    final long[] shifts;

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
}
