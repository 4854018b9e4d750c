package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;

/** NORM: x/√(Σx² + ε), with a gain where the model has one that could not be folded. */
final class NormOperation extends Operation {
    private final Tile tile;
    private final int[] gains;
    private final Instruction instruction;
    private final Descriptor descriptor;
    private final WidthGuard guard;
    private final ReciprocalRoot root;
    private final boolean hasGain;

    NormOperation(
            Tile tile,
            Numerics numerics,
            int[] gains,
            Instruction instruction,
            Descriptor descriptor,
            WidthGuard guard) {
        this.tile = tile;
        this.gains = gains;
        this.instruction = instruction;
        this.descriptor = descriptor;
        this.guard = guard;
        this.root = new ReciprocalRoot(numerics);
        this.hasGain = descriptor.has(Descriptor.Flag.GAIN);
    }

    @Override
    int run() {
        int source = descriptor.source() * tile.lanes;
        long sum = instruction.address();
        for (int j = source; j < source + descriptor.count(); j++) {
            sum += (long) tile.state[j] * tile.state[j];
        }
        guard.squareSum(sum);
        root.solve(sum);
        int saturations = write(source, instruction.group() * tile.lanes);
        tile.clearBehind(instruction.group(), descriptor.count());
        return saturations;
    }

    private int write(int source, int first) {
        long r = root.mantissa();
        int shift = descriptor.shift() + root.exponent();
        int gain = descriptor.second() * tile.lanes;
        int saturations = 0;
        for (int j = 0; j < descriptor.count(); j++) {
            long x = FixedPoint.round(tile.state[source + j] * r, shift);
            if (hasGain) {
                x = FixedPoint.round(x * gains[gain + j], descriptor.shift2());
            }
            long saturated = FixedPoint.saturate(x, descriptor.bits());
            saturations += saturated == x ? 0 : 1;
            tile.state[first + j] = (int) saturated;
        }
        return saturations;
    }

    @Override
    void values(ValueSink sink) {
        tile.giveNodes(sink, instruction.group(), descriptor.count());
    }
}
