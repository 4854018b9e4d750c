package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;

/** 32-bit sums in plain Java, two per multiplication. */
final class PackedArithmetic implements LaneArithmetic {
    @Override
    public CouplingMemory couplings(short[] couplings, short[] external, int lanes) {
        return new PackedCouplings(couplings, lanes);
    }

    @Override
    public AttentionMemory attention(CoreParameters core, int valueBits) {
        return new PackedAttention(core, valueBits);
    }
}
