package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.isa.Descriptor;

/** SILU: x/(1 + 2^−x) by one exponential and one division. */
final class SiluOperation extends ElementwiseOperation {
    private final ExponentialLookup exponential;
    private final Divider divider;
    private final int weightFraction;
    private final int source;
    private final int shift;
    private final int divisionShift;
    private final WidthGuard guard;

    SiluOperation(
            Tile tile,
            ExponentialLookup exponential,
            Divider divider,
            int weightFraction,
            int group,
            Descriptor descriptor,
            WidthGuard guard) {
        super(tile, group, descriptor.valid(), descriptor.bits());
        this.exponential = exponential;
        this.divider = divider;
        this.weightFraction = weightFraction;
        this.source = descriptor.source() * tile.lanes;
        this.shift = descriptor.shift();
        this.divisionShift = descriptor.shift2();
        this.guard = guard;
    }

    @Override
    void evaluate(long[] results, int valid) {
        for (int lane = 0; lane < valid; lane++) {
            long x = tile.state[source + lane];
            long weight = exponential.weight(FixedPoint.round(Math.abs(x), shift));
            divider.selfReaction((1L << weightFraction) + weight);
            long current = divider.current(x >= 0 ? x << weightFraction : x * weight, divisionShift);
            guard.accumulator(current);
            results[lane] = divider.settle(current);
        }
    }
}
