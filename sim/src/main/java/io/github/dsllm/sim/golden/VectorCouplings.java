package io.github.dsllm.sim.golden;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Sums in 32 bits with vector registers; the couplings stay in 8 bits, so that a small model fits the nearest caches. */
final class VectorCouplings implements CouplingMemory {
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    static final int LENGTH = INTS.length();
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, INTS.vectorBitSize() / 4)));

    private final byte[] couplings; // (words, lanes)
    private final int lanes;
    private final int[] sums;

    /** Whether all couplings have 8 bits. */
    static boolean fits(short[] couplings) {
        for (short coupling : couplings) {
            if (coupling != (byte) coupling) {
                return false;
            }
        }
        return true;
    }

    /** Needs at least {@link #LENGTH} lanes. */
    VectorCouplings(short[] couplings, int lanes) {
        this.couplings = new byte[couplings.length + BYTES.length()];
        this.lanes = lanes;
        load(0, couplings, 0, couplings.length / lanes);
        this.sums = new int[lanes];
    }

    @Override
    public void load(int word, short[] from, int fromWord, int count) {
        for (int i = 0; i < count * lanes; i++) {
            couplings[word * lanes + i] = (byte) from[fromWord * lanes + i];
        }
    }

    @Override
    public int coupling(int word, int lane) {
        return couplings[word * lanes + lane];
    }

    @Override
    public void accumulate(int word, int[] nodes, int first, int count, long[] accumulators) {
        int lane = 0;
        for (; lane + 4 * LENGTH <= lanes; lane += 4 * LENGTH) {
            accumulateFour(couplings, word * lanes + lane, lanes, nodes, first, count, sums, lane);
        }
        for (; lane < lanes; lane += LENGTH) {
            accumulateOne(couplings, word * lanes + lane, lanes, nodes, first, count, sums, lane);
        }
        for (int i = 0; i < lanes; i++) {
            accumulators[i] = sums[i];
        }
    }

    private static IntVector load(byte[] couplings, int index) {
        return (IntVector) ByteVector.fromArray(BYTES, couplings, index).convertShape(VectorOperators.B2I, INTS, 0);
    }

    private static void accumulateFour(
            byte[] couplings, int start, int lanes, int[] nodes, int first, int count, int[] sums, int lane) {
        IntVector sum0 = IntVector.zero(INTS);
        IntVector sum1 = sum0;
        IntVector sum2 = sum0;
        IntVector sum3 = sum0;
        int index = start;
        for (int j = first; j < first + count; j++, index += lanes) {
            IntVector x = IntVector.broadcast(INTS, nodes[j]);
            sum0 = sum0.add(load(couplings, index).mul(x));
            sum1 = sum1.add(load(couplings, index + LENGTH).mul(x));
            sum2 = sum2.add(load(couplings, index + 2 * LENGTH).mul(x));
            sum3 = sum3.add(load(couplings, index + 3 * LENGTH).mul(x));
        }
        sum0.intoArray(sums, lane);
        sum1.intoArray(sums, lane + LENGTH);
        sum2.intoArray(sums, lane + 2 * LENGTH);
        sum3.intoArray(sums, lane + 3 * LENGTH);
    }

    private static void accumulateOne(
            byte[] couplings, int start, int lanes, int[] nodes, int first, int count, int[] sums, int lane) {
        IntVector sum = IntVector.zero(INTS);
        int index = start;
        for (int j = first; j < first + count; j++, index += lanes) {
            sum = sum.add(load(couplings, index).mul(IntVector.broadcast(INTS, nodes[j])));
        }
        sum.intoArray(sums, lane);
    }
}
