package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;

/**
 * A way to compute the long sums of a tile. All ways give the same bits; the 64-bit one serves any width, the others need sums that are guaranteed to
 * fit 32 bits.
 */
interface LaneArithmetic {

    CouplingMemory couplings(short[] couplings, int lanes);

    AttentionMemory attention(CoreParameters core);

    /** Whether sums must be guaranteed to fit 32 bits. */
    boolean narrow();

    /** 64-bit sums. */
    LaneArithmetic WIDE = of(false, WideCouplings::new, WideAttention::new);

    /** 32-bit sums in plain Java. */
    LaneArithmetic PLAIN = of(true, NarrowCouplings::new, NarrowAttention::new);

    private static LaneArithmetic of(boolean narrow, CouplingFactory couplings, AttentionFactory attention) {
        return new LaneArithmetic() {
            @Override
            public CouplingMemory couplings(short[] values, int lanes) {
                return couplings.create(values, lanes);
            }

            @Override
            public AttentionMemory attention(CoreParameters core) {
                return attention.create(core);
            }

            @Override
            public boolean narrow() {
                return narrow;
            }
        };
    }

    /** Makes a coupling memory. */
    interface CouplingFactory {
        CouplingMemory create(short[] couplings, int lanes);
    }

    /** Makes an attention memory. */
    interface AttentionFactory {
        AttentionMemory create(CoreParameters core);
    }
}
