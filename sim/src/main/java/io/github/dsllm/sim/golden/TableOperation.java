package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.isa.Descriptor;

/** TABLE: a node function that the core does not know, read from the image's table of 1024 entries around 0. */
final class TableOperation extends ElementwiseOperation {
    private final int[] table;
    private final int source;
    private final int shift;

    TableOperation(Tile tile, int[] table, int group, Descriptor descriptor) {
        super(tile, group, descriptor.valid(), descriptor.bits());
        this.table = table;
        this.source = descriptor.source() * tile.lanes;
        this.shift = descriptor.shift();
    }

    @Override
    void evaluate(long[] results, int valid) {
        for (int lane = 0; lane < valid; lane++) {
            long address = FixedPoint.round(tile.state[source + lane], shift) + 512;
            results[lane] = table[(int) Math.max(0, Math.min(1023, address))];
        }
    }
}
