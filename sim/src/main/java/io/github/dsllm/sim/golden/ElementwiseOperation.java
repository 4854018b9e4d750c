package io.github.dsllm.sim.golden;

import java.util.Arrays;

/** A function of single nodes: one result per lane, saturated. */
abstract class ElementwiseOperation extends Operation {
    final Tile tile;
    private final int group;
    private final int valid;
    private final int bits;

    ElementwiseOperation(Tile tile, int group, int valid, int bits) {
        this.tile = tile;
        this.group = group;
        this.valid = valid;
        this.bits = bits;
    }

    /** Sets the results of the valid lanes, not saturated. */
    abstract void evaluate(long[] results, int valid);

    @Override
    final int run() {
        long[] results = tile.accumulators;
        evaluate(results, valid);
        int first = group * tile.lanes;
        int saturations = LaneLoops.write(results, 0, valid, bits, tile.state, first);
        Arrays.fill(tile.state, first + valid, first + tile.lanes, 0);
        return saturations;
    }

    @Override
    final void values(ValueSink sink) {
        tile.giveNodes(sink, group, valid);
    }
}
