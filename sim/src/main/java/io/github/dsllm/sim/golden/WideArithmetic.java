package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;

/** 64-bit sums. */
final class WideArithmetic implements LaneArithmetic {
    @Override
    public CouplingMemory couplings(short[] couplings, int lanes) {
        return new WideCouplings(couplings, lanes);
    }

    @Override
    public AttentionMemory attention(CoreParameters core, int valueBits) {
        return new WideAttention(core);
    }
}
