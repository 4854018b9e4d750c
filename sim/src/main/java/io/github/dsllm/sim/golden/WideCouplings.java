package io.github.dsllm.sim.golden;

import java.util.Arrays;

/** Sums in 64 bits: for any width, and the reference for the faster ways. */
final class WideCouplings implements CouplingMemory {
    private final short[] couplings; // (words, lanes)
    private final int lanes;

    WideCouplings(short[] couplings, int lanes) {
        this.couplings = couplings;
        this.lanes = lanes;
    }

    @Override
    public int coupling(int word, int lane) {
        return couplings[word * lanes + lane];
    }

    @Override
    public void load(int word, short[] from, int fromWord, int count) {
        System.arraycopy(from, fromWord * lanes, couplings, word * lanes, count * lanes);
    }

    @Override
    public void accumulate(int word, int[] nodes, int first, int count, long[] accumulators) {
        Arrays.fill(accumulators, 0);
        for (int j = 0; j < count; j++) {
            long x = nodes[first + j];
            int row = (word + j) * lanes;
            for (int lane = 0; lane < lanes; lane++) {
                accumulators[lane] += couplings[row + lane] * x;
            }
        }
    }
}
