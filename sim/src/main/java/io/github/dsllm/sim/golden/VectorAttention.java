package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Scores in 32 bits with vector registers along the positions. */
final class VectorAttention extends RowAttention {
    private final int[] scores; // (segments, stride)
    private final int span;

    /**
     * Lays out memories without contents; a span of 32-bit sums must be at least one vector long.
     *
     * @param valueBits width to which stored values saturate, see {@link GuaranteedWidths}
     */
    VectorAttention(CoreParameters core, int valueBits) {
        super(core);
        this.scores = new int[core.segments() * stride];
        int longest = Integer.MAX_VALUE >> (core.numerics().weightFraction() + valueBits - 1);
        this.span = longest / VectorCouplings.LENGTH * VectorCouplings.LENGTH;
    }

    @Override
    long scoreAt(int segment, int position) {
        return scores[segment * stride + position];
    }

    @Override
    void score(int[] nodes, int query, int address, int positions, int segments) {
        for (int segment = 0; segment < segments; segment++) {
            int lane = segment * segmentLanes;
            int start = storedLane(lane) * rows + address;
            maxima[segment] =
                    score(nodes, query + lane, segmentLanes, keys, start, rows, positions, scores, segment * stride);
        }
    }

    private static int score(
            int[] nodes,
            int query,
            int channels,
            int[] keys,
            int start,
            int rows,
            int positions,
            int[] scores,
            int first) {
        int maximum = Integer.MIN_VALUE;
        for (int j = 0; j < positions; j += VectorCouplings.LENGTH) {
            IntVector sum = IntVector.zero(VectorCouplings.INTS);
            int index = start + j;
            for (int channel = query; channel < query + channels; channel++, index += rows) {
                sum = sum.add(
                        IntVector.fromArray(VectorCouplings.INTS, keys, index).mul(nodes[channel]));
            }
            sum.intoArray(scores, first + j);
        }
        for (int j = first; j < first + positions; j++) {
            maximum = Math.max(maximum, scores[j]);
        }
        return maximum;
    }

    @Override
    void accumulate(int address, int positions, int segments, long[] accumulators) {
        for (int lane = 0; lane < segments * segmentLanes; lane++) {
            int weight = lane / segmentLanes * stride;
            int row = storedLane(lane) * rows + address;
            long sum = 0;
            for (int from = 0; from < positions; from += span) {
                int to = Math.min(positions, from + span);
                sum += weightedSum(weights, weight + from, values, row + from, to - from);
            }
            accumulators[lane] = sum;
        }
    }

    private static int weightedSum(int[] weights, int weight, int[] values, int value, int count) {
        IntVector sum = IntVector.zero(VectorCouplings.INTS);
        for (int j = 0; j < count; j += VectorCouplings.LENGTH) {
            IntVector f = IntVector.fromArray(VectorCouplings.INTS, weights, weight + j);
            sum = sum.add(f.mul(IntVector.fromArray(VectorCouplings.INTS, values, value + j)));
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }
}
