package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.FixedPoint;

/**
 * Stored keys and values of one tile with the scores and weights of the head group in hand. A row is named by the address of its memory area and its position.
 * Sums over positions or channels are the long loops of attention, so how they are held is the business of a way of computing; all ways give the same bits.
 */
abstract class AttentionMemory {

    /** Elements behind the last position of a row of scores and weights that whole vectors may touch. */
    static final int PADDING = 64;

    final int segmentLanes;
    final int stride;
    final int[] weights; // (segments, stride)
    final long[] maxima; // (segments)
    final long[] weightSums; // (segments)
    private final CoreParameters core;

    AttentionMemory(CoreParameters core) {
        this.core = core;
        this.segmentLanes = core.segmentLanes();
        this.stride = core.depths().context() + PADDING;
        this.weights = new int[Math.multiplyExact(core.segments(), stride)];
        this.maxima = new long[core.segments()];
        this.weightSums = new long[core.segments()];
    }

    abstract void storeKey(int address, int position, int lane, int value);

    abstract int key(int address, int position, int lane);

    abstract void storeValue(int address, int position, int lane, int value);

    abstract int value(int address, int position, int lane);

    /** Sets S_j[s] for all j &lt; positions and s &lt; segments, and M[s] in {@link #maxima}. */
    abstract void score(int[] nodes, int query, int address, int positions, int segments);

    abstract long scoreAt(int segment, int position);

    /** acc_l = Σ_j f_j[seg(l)]·value[address + j][kl(l)] for the lanes of the first {@code segments}. */
    abstract void accumulate(int address, int positions, int segments, long[] accumulators);

    /** The stored lane that a query lane meets. */
    final int storedLane(int lane) {
        return core.keyValueLane(lane);
    }

    final int weightAt(int segment, int position) {
        return weights[segment * stride + position];
    }

    /** Sets f_j[s] = E(R(M[s] − S_j[s], shift)) and H[s]; the weights of {@link #PADDING} positions more are 0. */
    final void weigh(ExponentialLookup exponential, int shift, int positions, int segments) {
        for (int segment = 0; segment < segments; segment++) {
            weightSums[segment] = weighSegment(exponential, shift, positions, segment);
            int end = segment * stride + positions;
            java.util.Arrays.fill(weights, end, Math.min(end + PADDING, (segment + 1) * stride), 0);
        }
    }

    /** Sets the weights of one segment; returns their sum. */
    long weighSegment(ExponentialLookup exponential, int shift, int positions, int segment) {
        long maximum = maxima[segment];
        long sum = 0;
        for (int j = 0; j < positions; j++) {
            int weight = exponential.weight(FixedPoint.round(maximum - scoreAt(segment, j), shift));
            weights[segment * stride + j] = weight;
            sum += weight;
        }
        return sum;
    }
}
