package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.FixedPoint;

/**
 * Stored keys and values of one tile with the scores and weights of the head group in hand. Keys and values are held lane by lane, (keyValueLanes, rows),
 * so that positions stand beside each other.
 */
abstract class AttentionMemory {
    final CoreParameters core;
    final int segmentLanes;
    final int rows;
    final int context;
    final int[] keys;
    final int[] values;
    final int[] weights; // (segments, context)
    final long[] maxima; // (segments)
    final long[] weightSums; // (segments)

    AttentionMemory(CoreParameters core) {
        this.core = core;
        this.segmentLanes = core.segmentLanes();
        this.rows = core.depths().keyValues();
        this.context = core.depths().context();
        this.keys = new int[Math.multiplyExact(core.keyValueLanes(), rows)];
        this.values = new int[keys.length];
        this.weights = new int[core.segments() * context];
        this.maxima = new long[core.segments()];
        this.weightSums = new long[core.segments()];
    }

    final void storeKey(int row, int lane, int value) {
        keys[lane * rows + row] = value;
    }

    final int key(int row, int lane) {
        return keys[lane * rows + row];
    }

    final void storeValue(int row, int lane, int value) {
        values[lane * rows + row] = value;
    }

    final int value(int row, int lane) {
        return values[lane * rows + row];
    }

    /** First element of the stored lane that a query lane meets. */
    final int storedLane(int lane) {
        return core.keyValueLane(lane) * rows;
    }

    /** S_j[s] for all j &lt; positions and s &lt; segments, and M[s]. */
    abstract void score(int[] nodes, int query, int address, int positions, int segments);

    abstract long scoreAt(int segment, int position);

    /** f_j[s] = E(R(M[s] − S_j[s], shift)) and H[s]. */
    final void weigh(ExponentialLookup exponential, int shift, int positions, int segments) {
        for (int segment = 0; segment < segments; segment++) {
            weightSums[segment] = weigh(exponential, shift, positions, segment, segment * context);
        }
    }

    private long weigh(ExponentialLookup exponential, int shift, int positions, int segment, int first) {
        long maximum = maxima[segment];
        long sum = 0;
        for (int j = 0; j < positions; j++) {
            int weight = exponential.weight(FixedPoint.round(maximum - scoreAt(segment, j), shift));
            weights[first + j] = weight;
            sum += weight;
        }
        return sum;
    }

    /** acc_l = Σ_j f_j[seg(l)]·value[address + j][kl(l)] for the lanes of the first {@code segments}. */
    void accumulate(int address, int positions, int segments, long[] accumulators) {
        for (int lane = 0; lane < segments * segmentLanes; lane += 2) {
            accumulatePair(lane, address, positions, accumulators);
        }
    }

    private void accumulatePair(int lane, int address, int positions, long[] accumulators) {
        int weight = lane / segmentLanes * context;
        int even = storedLane(lane) + address;
        int odd = storedLane(lane + 1) + address;
        long evenSum = 0;
        long oddSum = 0;
        for (int j = 0; j < positions; j++) {
            long f = weights[weight + j];
            evenSum += f * values[even + j];
            oddSum += f * values[odd + j];
        }
        accumulators[lane] = evenSum;
        accumulators[lane + 1] = oddSum;
    }
}
