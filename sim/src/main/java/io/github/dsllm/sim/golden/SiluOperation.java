package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.isa.Descriptor;
import org.jspecify.annotations.Nullable;

/** SILU: x/(1 + 2^−x) by one exponential and one division, or from a table of all results. */
final class SiluOperation extends ElementwiseOperation {
    private final SiluNode node;
    private final @Nullable SiluTable table;
    private final int source;
    private final WidthGuard guard;

    SiluOperation(
            Tile tile, SiluNode node, @Nullable SiluTable table, int group, Descriptor descriptor, WidthGuard guard) {
        super(tile, group, descriptor.valid(), descriptor.bits());
        this.node = node;
        this.table = table;
        this.source = descriptor.source() * tile.lanes;
        this.guard = guard;
    }

    @Override
    void evaluate(long[] results, int valid) {
        for (int lane = 0; lane < valid; lane++) {
            int x = tile.state[source + lane];
            results[lane] = table != null && table.contains(x) ? table.result(x) : settled(x);
        }
    }

    private long settled(long x) {
        long current = node.current(x);
        guard.accumulator(current);
        return node.settle(current);
    }
}
