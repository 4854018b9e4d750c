package io.github.dsllm.sim.golden;

/** Sums in 32 bits, two lanes per multiplication (see {@link Pair}); blocks of eight pairs stay in registers while the inputs pass. */
final class PackedCouplings implements CouplingMemory {
    private static final int BLOCK = 8;

    private final long[] pairs; // (lanes / 2 / block, words, block)
    private final int lanes;
    private final int words;
    private final int block;

    PackedCouplings(short[] couplings, int lanes) {
        this.lanes = lanes;
        this.words = couplings.length / lanes;
        this.block = lanes >= 2 * BLOCK ? BLOCK : 1;
        this.pairs = new long[couplings.length / 2];
        load(0, couplings, 0, words);
    }

    private int index(int word, int lane) {
        int pair = lane / 2;
        return (pair / block * words + word) * block + pair % block;
    }

    @Override
    public void load(int word, short[] couplings, int from, int count) {
        for (int i = 0; i < count; i++) {
            for (int lane = 0; lane < lanes; lane += 2) {
                int source = (from + i) * lanes + lane;
                pairs[index(word + i, lane)] = Pair.of(couplings[source], couplings[source + 1]);
            }
        }
    }

    @Override
    public int coupling(int word, int lane) {
        long pair = pairs[index(word, lane)];
        return lane % 2 == 0 ? Pair.low(pair) : Pair.high(pair);
    }

    @Override
    public void accumulate(int word, int[] nodes, int first, int count, long[] accumulators) {
        for (int lane = 0; lane < lanes; lane += 2 * block) {
            if (block == BLOCK) {
                accumulateBlock(index(word, lane), nodes, first, count, accumulators, lane);
            } else {
                accumulatePair(index(word, lane), nodes, first, count, accumulators, lane);
            }
        }
    }

    private void accumulatePair(int start, int[] nodes, int first, int count, long[] accumulators, int lane) {
        long sum = 0;
        for (int j = 0; j < count; j++) {
            sum += pairs[start + j] * nodes[first + j];
        }
        put(sum, accumulators, lane);
    }

    private void accumulateBlock(int start, int[] nodes, int first, int count, long[] accumulators, int lane) {
        long[] a = pairs;
        long sum0 = 0;
        long sum1 = 0;
        long sum2 = 0;
        long sum3 = 0;
        long sum4 = 0;
        long sum5 = 0;
        long sum6 = 0;
        long sum7 = 0;
        int i = start;
        for (int j = first; j < first + count; j++, i += BLOCK) {
            long x = nodes[j];
            sum0 += a[i] * x;
            sum1 += a[i + 1] * x;
            sum2 += a[i + 2] * x;
            sum3 += a[i + 3] * x;
            sum4 += a[i + 4] * x;
            sum5 += a[i + 5] * x;
            sum6 += a[i + 6] * x;
            sum7 += a[i + 7] * x;
        }
        put(sum0, accumulators, lane);
        put(sum1, accumulators, lane + 2);
        put(sum2, accumulators, lane + 4);
        put(sum3, accumulators, lane + 6);
        put(sum4, accumulators, lane + 8);
        put(sum5, accumulators, lane + 10);
        put(sum6, accumulators, lane + 12);
        put(sum7, accumulators, lane + 14);
    }

    private static void put(long sum, long[] accumulators, int lane) {
        accumulators[lane] = Pair.low(sum);
        accumulators[lane + 1] = Pair.high(sum);
    }
}
