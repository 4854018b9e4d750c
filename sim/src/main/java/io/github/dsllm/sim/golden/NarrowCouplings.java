package io.github.dsllm.sim.golden;

import java.util.Arrays;

/** Sums in 32 bits, for stages whose guaranteed width is at most that. Four inputs per pass over the lanes, a form that C2 turns into vector code. */
final class NarrowCouplings implements CouplingMemory {
    private final int[] couplings; // (words, lanes)
    private final int[] sums;
    private final int lanes;

    NarrowCouplings(short[] couplings, int lanes) {
        this.couplings = new int[couplings.length];
        for (int i = 0; i < couplings.length; i++) {
            this.couplings[i] = couplings[i];
        }
        this.sums = new int[lanes];
        this.lanes = lanes;
    }

    @Override
    public int coupling(int word, int lane) {
        return couplings[word * lanes + lane];
    }

    @Override
    public void accumulate(int word, int[] nodes, int first, int count, long[] accumulators) {
        Arrays.fill(sums, 0);
        int row = word * lanes;
        int j = first;
        for (; j + 4 <= first + count; j += 4, row += 4 * lanes) {
            addFour(
                    couplings,
                    row,
                    row + lanes,
                    row + 2 * lanes,
                    row + 3 * lanes,
                    nodes[j],
                    nodes[j + 1],
                    nodes[j + 2],
                    nodes[j + 3],
                    sums);
        }
        for (; j < first + count; j++, row += lanes) {
            addOne(couplings, row, nodes[j], sums);
        }
        for (int lane = 0; lane < lanes; lane++) {
            accumulators[lane] = sums[lane];
        }
    }

    private static void addFour(
            int[] a, int row0, int row1, int row2, int row3, int x0, int x1, int x2, int x3, int[] sums) {
        for (int lane = 0; lane < sums.length; lane++) {
            sums[lane] += a[row0 + lane] * x0 + a[row1 + lane] * x1 + a[row2 + lane] * x2 + a[row3 + lane] * x3;
        }
    }

    private static void addOne(int[] a, int row, int x, int[] sums) {
        for (int lane = 0; lane < sums.length; lane++) {
            sums[lane] += a[row + lane] * x;
        }
    }
}
