package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;

/** 32-bit sums with the vector module of the JDK; loaded by name only where that module is there. Tiles of few lanes are computed without it. */
final class VectorArithmetic implements LaneArithmetic {
    private final LaneArithmetic packed = new PackedArithmetic();

    @Override
    public CouplingMemory couplings(short[] couplings, int lanes) {
        return lanes < VectorCouplings.LENGTH
                ? packed.couplings(couplings, lanes)
                : new VectorCouplings(couplings, lanes);
    }

    @Override
    public AttentionMemory attention(CoreParameters core, int valueBits) {
        return new VectorAttention(core, valueBits);
    }
}
