package io.github.dsllm.sim.golden;

/** Clamps results to the width of a node and counts those that it changed. */
final class Saturation {
    private Saturation() {}

    /** Writes the first {@code valid} results as nodes; returns the number of clamped ones. */
    static int write(long[] results, int valid, int bits, int[] nodes, int first) {
        long largest = (1L << (bits - 1)) - 1;
        int saturations = 0;
        for (int lane = 0; lane < valid; lane++) {
            long value = results[lane];
            long saturated = Math.max(-largest - 1, Math.min(largest, value));
            saturations += saturated == value ? 0 : 1;
            nodes[first + lane] = (int) saturated;
        }
        return saturations;
    }
}
