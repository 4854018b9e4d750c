package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;

/** Keys and values as they are, lane by lane with the positions of an area beside each other. */
abstract class RowAttention extends AttentionMemory {
    final int rows;
    final int[] keys; // (keyValueLanes, rows)
    final int[] values; // (keyValueLanes, rows)

    RowAttention(CoreParameters core) {
        super(core);
        this.rows = core.depths().keyValues();
        this.keys = new int[Math.addExact(Math.multiplyExact(core.keyValueLanes(), rows), PADDING)];
        this.values = new int[keys.length];
    }

    @Override
    final void storeKey(int address, int position, int lane, int value) {
        keys[lane * rows + address + position] = value;
    }

    @Override
    final int key(int address, int position, int lane) {
        return keys[lane * rows + address + position];
    }

    @Override
    final void storeValue(int address, int position, int lane, int value) {
        values[lane * rows + address + position] = value;
    }

    @Override
    final int value(int address, int position, int lane) {
        return values[lane * rows + address + position];
    }

    @Override
    void accumulate(int address, int positions, int segments, long[] accumulators) {
        for (int lane = 0; lane < segments * segmentLanes; lane++) {
            int weight = lane / segmentLanes * stride;
            int row = storedLane(lane) * rows + address;
            long sum = 0;
            for (int j = 0; j < positions; j++) {
                sum += (long) weights[weight + j] * values[row + j];
            }
            accumulators[lane] = sum;
        }
    }
}
