package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Scores in 32 bits with vector registers along the positions. */
final class VectorAttention extends RowAttention {
    /** Processors with shorter vectors read tables element by element. */
    private static final int SHORTEST_GATHER = 8;

    private final int[] scores; // (segments, stride)
    private final int span;
    private final boolean gathers;
    private final int[] addresses = new int[VectorCouplings.LENGTH];

    /**
     * Lays out memories without contents; a span of 32-bit sums must be at least one vector long.
     *
     * @param valueBits width to which stored values saturate, see {@link GuaranteedWidths}
     */
    VectorAttention(CoreParameters core, int valueBits) {
        super(core);
        this.scores = new int[core.segments() * stride];
        int longest = Integer.MAX_VALUE >> (core.numerics().weightFraction() + valueBits - 1);
        this.gathers = VectorCouplings.LENGTH >= SHORTEST_GATHER
                && (long) core.depths().context() << core.numerics().weightFraction() <= Integer.MAX_VALUE;
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
            int row = storedLane(lane) * rows + address;
            int first = segment * stride;
            Arrays.fill(scores, first, first + positions, 0);
            for (int channel = 0; channel < segmentLanes; channel += 2) {
                add(nodes, query + lane + channel, keys, row + channel * rows, rows, positions, scores, first);
            }
            maxima[segment] = maximum(scores, first, positions);
        }
    }

    /** Adds what two channels give to the scores of all positions. */
    private static void add(
            int[] nodes, int query, int[] keys, int row, int rows, int positions, int[] scores, int first) {
        IntVector even = IntVector.broadcast(VectorCouplings.INTS, nodes[query]);
        IntVector odd = IntVector.broadcast(VectorCouplings.INTS, nodes[query + 1]);
        for (int j = 0; j < positions; j += VectorCouplings.LENGTH) {
            IntVector.fromArray(VectorCouplings.INTS, scores, first + j)
                    .add(IntVector.fromArray(VectorCouplings.INTS, keys, row + j)
                            .mul(even))
                    .add(IntVector.fromArray(VectorCouplings.INTS, keys, row + rows + j)
                            .mul(odd))
                    .intoArray(scores, first + j);
        }
    }

    private static int maximum(int[] scores, int first, int positions) {
        int maximum = scores[first];
        int j = 0;
        if (positions >= VectorCouplings.LENGTH) {
            IntVector maxima = IntVector.fromArray(VectorCouplings.INTS, scores, first);
            for (; j + VectorCouplings.LENGTH <= positions; j += VectorCouplings.LENGTH) {
                maxima = maxima.max(IntVector.fromArray(VectorCouplings.INTS, scores, first + j));
            }
            maximum = maxima.reduceLanes(VectorOperators.MAX);
        }
        for (; j < positions; j++) {
            maximum = Math.max(maximum, scores[first + j]);
        }
        return maximum;
    }

    @Override
    void accumulate(int address, int positions, int segments, long[] accumulators) {
        for (int lane = 0; lane < segments * segmentLanes; lane += 2) {
            int weight = lane / segmentLanes * stride;
            int row = storedLane(lane) * rows + address;
            accumulators[lane] = 0;
            accumulators[lane + 1] = 0;
            for (int from = 0; from < positions; from += span) {
                int to = Math.min(positions, from + span);
                addPair(weights, weight + from, values, row + from, rows, to - from, accumulators, lane);
            }
        }
    }

    private static void addPair(
            int[] weights, int weight, int[] values, int row, int rows, int count, long[] accumulators, int lane) {
        IntVector even = IntVector.zero(VectorCouplings.INTS);
        IntVector odd = even;
        for (int j = 0; j < count; j += VectorCouplings.LENGTH) {
            IntVector f = IntVector.fromArray(VectorCouplings.INTS, weights, weight + j);
            even = even.add(f.mul(IntVector.fromArray(VectorCouplings.INTS, values, row + j)));
            odd = odd.add(f.mul(IntVector.fromArray(VectorCouplings.INTS, values, row + rows + j)));
        }
        accumulators[lane] += even.reduceLanes(VectorOperators.ADD);
        accumulators[lane + 1] += odd.reduceLanes(VectorOperators.ADD);
    }

    @Override
    long weighSegment(ExponentialLookup exponential, int shift, int positions, int segment) {
        int maximum = (int) maxima[segment];
        int first = segment * stride;
        if (!gathers || shift <= 0) {
            return exponential.weigh(maximum, scores, first, positions, shift, weights);
        }
        int whole = positions / VectorCouplings.LENGTH * VectorCouplings.LENGTH;
        int sum = gather(exponential, maximum, shift, first, whole);
        return sum + exponential.weigh(maximum, scores, first + whole, positions - whole, shift, weights);
    }

    private int gather(ExponentialLookup exponential, int maximum, int shift, int first, int count) {
        int[] table = exponential.table();
        IntVector sum = IntVector.zero(VectorCouplings.INTS);
        IntVector top = IntVector.broadcast(VectorCouplings.INTS, maximum + (1 << (shift - 1)));
        for (int j = first; j < first + count; j += VectorCouplings.LENGTH) {
            top.sub(IntVector.fromArray(VectorCouplings.INTS, scores, j))
                    .lanewise(VectorOperators.ASHR, shift)
                    .min(exponential.zeroFrom())
                    .intoArray(addresses, 0);
            IntVector weight = IntVector.fromArray(VectorCouplings.INTS, table, 0, addresses, 0);
            weight.intoArray(weights, j);
            sum = sum.add(weight);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }
}
