package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.isa.Descriptor;

/** TABLE: a node function that the core does not know, read from one of the image's tables of 1024 entries around 0. */
final class TableOperation extends ElementwiseOperation {
    private static final int ENTRIES = 1024;

    private final int[] table;
    private final int source;
    private final int shift;
    private final int first;

    TableOperation(Tile tile, int[] table, int group, Descriptor descriptor) {
        super(tile, group, descriptor.valid(), descriptor.bits());
        this.table = table;
        this.source = descriptor.source() * tile.lanes;
        this.shift = descriptor.shift();
        this.first = ENTRIES * descriptor.second();
    }

    @Override
    void evaluate(long[] results, int valid) {
        for (int lane = 0; lane < valid; lane++) {
            long address = FixedPoint.round(tile.state[source + lane], shift) + ENTRIES / 2;
            results[lane] = table[first + (int) Math.max(0, Math.min(ENTRIES - 1, address))];
        }
    }
}
