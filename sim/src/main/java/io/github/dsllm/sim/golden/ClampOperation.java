package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import java.util.Arrays;

/** CLAMP: nodes that are held at a constant, all of the group or the one that stands for the position. */
final class ClampOperation extends ElementwiseOperation {
    private final long constant;
    private final boolean isPosition;
    private final int firstPosition;

    ClampOperation(Tile tile, int group, int address, Descriptor descriptor) {
        super(tile, group, descriptor.valid(), descriptor.bits());
        this.constant = FixedPoint.round(1L << Numerics.CLAMP_OCTAVE, descriptor.shift());
        this.isPosition = descriptor.has(Flag.POSITION);
        this.firstPosition = address;
    }

    @Override
    void evaluate(long[] results, int valid) {
        Arrays.fill(results, 0, valid, isPosition ? 0 : constant);
        int lane = tile.position - firstPosition;
        if (isPosition && lane >= 0 && lane < valid) {
            results[lane] = constant;
        }
    }
}
