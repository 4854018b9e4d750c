package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;

/** 32-bit sums with the vector module of the JDK; loaded by name only where that module is there. Tiles of few lanes and couplings of more than 8 bits are
 * computed without it. */
final class VectorArithmetic implements LaneArithmetic {
    private final LaneArithmetic packed = new PackedArithmetic();

    @Override
    public CouplingMemory couplings(short[] couplings, short[] external, int lanes) {
        return lanes >= VectorCouplings.LENGTH && VectorCouplings.fits(couplings) && VectorCouplings.fits(external)
                ? new VectorCouplings(couplings, lanes)
                : packed.couplings(couplings, external, lanes);
    }

    @Override
    public AttentionMemory attention(CoreParameters core, int valueBits) {
        return new VectorAttention(core, valueBits);
    }

    @Override
    public LaneLoops loops() {
        return new VectorLoops();
    }
}
