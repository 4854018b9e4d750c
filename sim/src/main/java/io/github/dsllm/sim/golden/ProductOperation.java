package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.isa.Descriptor;

/** PRODUCT: one node gates another. */
final class ProductOperation extends ElementwiseOperation {
    private final int source;
    private final int second;
    private final int shift;

    ProductOperation(Tile tile, int group, Descriptor descriptor) {
        super(tile, group, descriptor.valid(), descriptor.bits());
        this.source = descriptor.source() * tile.lanes;
        this.second = descriptor.second() * tile.lanes;
        this.shift = descriptor.shift();
    }

    @Override
    void evaluate(long[] results, int valid) {
        for (int lane = 0; lane < valid; lane++) {
            results[lane] = FixedPoint.round((long) tile.state[source + lane] * tile.state[second + lane], shift);
        }
    }
}
