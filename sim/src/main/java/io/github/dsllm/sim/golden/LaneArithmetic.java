package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;

/**
 * A way to compute the long sums of a tile. All ways give the same bits; {@link WideArithmetic} serves any width, the others need sums that are guaranteed to
 * fit 32 bits.
 */
interface LaneArithmetic {

    /**
     * Makes a memory with contents.
     *
     * @param couplings (words, lanes), not changed
     * @param external what may be loaded later
     */
    CouplingMemory couplings(short[] couplings, short[] external, int lanes);

    /**
     * Makes a memory without contents.
     *
     * @param valueBits width to which stored values saturate
     */
    AttentionMemory attention(CoreParameters core, int valueBits);

    default LaneLoops loops() {
        return new LaneLoops();
    }
}
