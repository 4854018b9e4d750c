package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;

/** 64-bit sums. */
final class WideArithmetic implements LaneArithmetic {
    @Override
    public CouplingMemory couplings(short[] couplings, short[] external, int lanes) {
        return new WideCouplings(external.length == 0 ? couplings : couplings.clone(), lanes);
    }

    @Override
    public AttentionMemory attention(CoreParameters core, int valueBits) {
        return new WideAttention(core);
    }
}
