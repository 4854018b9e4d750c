package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;

/** VALUE: values become the couplings of the attention stage for this and all later positions. */
final class ValueOperation extends Operation {
    private final Tile tile;
    private final int firstNode;
    private final int address;
    private final int valid;
    private final int storedLanes;
    private final int bits;

    ValueOperation(Tile tile, int firstNode, int address, int valid, int storedLanes, int bits) {
        this.tile = tile;
        this.firstNode = firstNode;
        this.address = address;
        this.valid = valid;
        this.storedLanes = storedLanes;
        this.bits = bits;
    }

    @Override
    int run() {
        int saturations = 0;
        for (int lane = 0; lane < storedLanes; lane++) {
            long value = lane < valid ? tile.state[firstNode + lane] : 0;
            long saturated = FixedPoint.saturate(value, bits);
            saturations += saturated == value ? 0 : 1;
            tile.attention.storeValue(address, tile.position, lane, (int) saturated);
        }
        return saturations;
    }

    @Override
    void values(ValueSink sink) {
        for (int lane = 0; lane < valid; lane++) {
            sink.accept(tile.attention.value(address, tile.position, lane));
        }
    }
}
