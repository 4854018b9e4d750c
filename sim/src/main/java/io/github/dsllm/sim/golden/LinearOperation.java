package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;

/** LINEAR: one group of rows settles at y = Σ J·x / h, in one dead-beat step. */
class LinearOperation extends Operation {
    final Tile tile;
    final Instruction instruction;
    final Descriptor descriptor;
    final SelfReactions selfReactions;
    final WidthGuard guard;
    private final CouplingMemory couplings;
    private final Reloads reloads;
    private final int pc;
    private final LaneLoops loops;

    LinearOperation(
            Tile tile,
            LaneLoops loops,
            CouplingMemory couplings,
            Reloads reloads,
            int pc,
            SelfReactions selfReactions,
            Instruction instruction,
            Descriptor descriptor,
            WidthGuard guard) {
        this.tile = tile;
        this.loops = loops;
        this.couplings = couplings;
        this.reloads = reloads;
        this.pc = pc;
        this.selfReactions = selfReactions;
        this.instruction = instruction;
        this.descriptor = descriptor;
        this.guard = guard;
    }

    @Override
    final int run() {
        reloads.read(pc, descriptor, instruction.couplingWord(), descriptor.count());
        couplings.accumulate(
                instruction.couplingWord(),
                tile.state,
                descriptor.source() * tile.lanes,
                descriptor.count(),
                tile.accumulators);
        guard.accumulators(tile.accumulators, descriptor.valid());
        settle(tile.accumulators, descriptor.valid());
        int first = instruction.group() * tile.lanes;
        int saturations = descriptor.has(Descriptor.Flag.RESIDUAL)
                ? addTo(descriptor.second() * tile.lanes, first)
                : write(first);
        java.util.Arrays.fill(tile.state, first + descriptor.valid(), first + tile.lanes, 0);
        return saturations;
    }

    /** Replaces every sum by y, which is not saturated yet. */
    void settle(long[] sums, int valid) {
        loops.settle(sums, selfReactions, valid);
    }

    private int write(int first) {
        return loops.write(tile.accumulators, descriptor.valid(), descriptor.bits(), tile.state, first);
    }

    private int addTo(int residual, int first) {
        int bits = descriptor.bits();
        int saturations = 0;
        for (int lane = 0; lane < descriptor.valid(); lane++) {
            guard.residual(tile.state[residual + lane]);
            long y = tile.accumulators[lane];
            long branch = FixedPoint.saturate(y, Numerics.RESIDUAL_BRANCH_BITS);
            long sum = tile.state[residual + lane] + branch;
            long saturated = FixedPoint.saturate(sum, bits);
            saturations += saturated == sum && branch == y ? 0 : 1;
            tile.state[first + lane] = (int) saturated;
        }
        return saturations;
    }

    @Override
    void values(ValueSink sink) {
        tile.giveNodes(sink, instruction.group(), descriptor.valid());
    }
}
