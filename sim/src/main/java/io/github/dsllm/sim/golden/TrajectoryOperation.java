package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;

/** LINEAR in many small steps y += (T − y)·dt·h towards the equilibrium T, with guard places. */
final class TrajectoryOperation extends LinearOperation {
    private final int[] stepSizes; // (scale words, lanes), a = dt·h
    private final int firstStepSize;
    private final int guardBits;
    private final long[] targets; // (lanes)

    TrajectoryOperation(
            Tile tile,
            LaneLoops loops,
            CouplingMemory couplings,
            Reloads reloads,
            int pc,
            SelfReactions selfReactions,
            int[] stepSizes,
            int guardBits,
            Instruction instruction,
            Descriptor descriptor,
            WidthGuard guard) {
        super(tile, loops, couplings, reloads, pc, selfReactions, instruction, descriptor, guard);
        this.stepSizes = stepSizes;
        this.firstStepSize = instruction.scaleWord() * tile.lanes;
        this.guardBits = guardBits;
        this.targets = new long[tile.lanes];
    }

    @Override
    void settle(long[] sums, int valid) {
        super.settle(sums, valid);
        guard.accumulators(sums, valid);
        System.arraycopy(sums, 0, targets, 0, valid);
        for (int lane = 0; lane < valid; lane++) {
            long y = 0;
            for (int step = 0; step < descriptor.steps(); step++) {
                y = next(y, lane);
            }
            sums[lane] = FixedPoint.round(y, guardBits);
        }
    }

    private long next(long y, int lane) {
        return TrajectoryStep.next(y, targets[lane], stepSizes[firstStepSize + lane]);
    }

    @Override
    void values(ValueSink sink) {
        long[] y = new long[descriptor.valid()];
        for (int step = 0; step < descriptor.steps(); step++) {
            for (int lane = 0; lane < y.length; lane++) {
                y[lane] = next(y[lane], lane);
                sink.accept(y[lane]);
            }
        }
        super.values(sink);
    }
}
