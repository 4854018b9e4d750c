package io.github.dsllm.sim.golden;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The same with vector registers; lanes that fill no whole vector are left to the plain loops. */
final class VectorLoops extends LaneLoops {
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final int LENGTH = LONGS.length();
    private static final VectorSpecies<Integer> HALF_INTS =
            VectorSpecies.of(int.class, VectorShape.forBitSize(Math.max(64, LONGS.vectorBitSize() / 2)));

    @Override
    void settle(long[] sums, SelfReactions selfReactions, int valid) {
        int lane = 0;
        for (; lane + LENGTH <= valid; lane += LENGTH) {
            LongVector.fromArray(LONGS, sums, lane)
                    .mul(LongVector.fromArray(LONGS, selfReactions.factors, lane))
                    .add(LongVector.fromArray(LONGS, selfReactions.halves, lane))
                    .lanewise(VectorOperators.ASHR, LongVector.fromArray(LONGS, selfReactions.shifts, lane))
                    .intoArray(sums, lane);
        }
        settle(sums, selfReactions, lane, valid);
    }

    @Override
    int write(long[] results, int valid, int bits, int[] nodes, int first) {
        long largest = (1L << (bits - 1)) - 1;
        LongVector saturations = LongVector.zero(LONGS);
        int lane = 0;
        for (; lane + LENGTH <= valid; lane += LENGTH) {
            LongVector value = LongVector.fromArray(LONGS, results, lane);
            LongVector saturated = value.min(largest).max(-largest - 1);
            saturations =
                    saturations.add(LongVector.zero(LONGS).blend(1, saturated.compare(VectorOperators.NE, value)));
            ((IntVector) saturated.convertShape(VectorOperators.L2I, HALF_INTS, 0)).intoArray(nodes, first + lane);
        }
        int whole = (int) saturations.reduceLanes(VectorOperators.ADD);
        return whole + write(results, lane, valid, bits, nodes, first);
    }
}
