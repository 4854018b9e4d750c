package io.github.dsllm.sim.golden;

/** What all lanes do once at the end of a stage. */
class LaneLoops {

    /** Replaces the first {@code valid} sums by R(sum·m, sh). */
    void settle(long[] sums, SelfReactions selfReactions, int valid) {
        settle(sums, selfReactions, 0, valid);
    }

    static void settle(long[] sums, SelfReactions selfReactions, int from, int valid) {
        long[] factors = selfReactions.factors;
        long[] halves = selfReactions.halves;
        long[] shifts = selfReactions.shifts;
        for (int lane = from; lane < valid; lane++) {
            sums[lane] = (sums[lane] * factors[lane] + halves[lane]) >> shifts[lane];
        }
    }

    /** Clamps the first {@code valid} results to {@code bits} and writes them as nodes; returns the number of clamped ones. */
    int write(long[] results, int valid, int bits, int[] nodes, int first) {
        return write(results, 0, valid, bits, nodes, first);
    }

    static int write(long[] results, int from, int valid, int bits, int[] nodes, int first) {
        long largest = (1L << (bits - 1)) - 1;
        int saturations = 0;
        for (int lane = from; lane < valid; lane++) {
            long value = results[lane];
            long saturated = Math.max(-largest - 1, Math.min(largest, value));
            saturations += saturated == value ? 0 : 1;
            nodes[first + lane] = (int) saturated;
        }
        return saturations;
    }
}
