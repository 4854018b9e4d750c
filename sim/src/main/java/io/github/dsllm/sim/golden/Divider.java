package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.ReciprocalTable;

/** divide(B, H, kk, steps, plain) of docs/isa.md §3: a node with current B·2^kk and self-reaction H settles to their ratio. */
final class Divider {
    private final Numerics numerics;
    private final int[] estimates;
    private final int steps;
    private final boolean plain;
    private final int guard;
    private final int width;
    private int exponent;
    private long selfReaction;
    private long estimate;

    Divider(Numerics numerics, int steps, boolean plain) {
        this.numerics = numerics;
        this.estimates = ReciprocalTable.entries(numerics);
        this.steps = steps;
        this.plain = plain;
        this.guard = numerics.guardBits();
        this.width = numerics.divisorBits();
    }

    /** Sets H, at least 2^Wh, for the divisions that follow. */
    void selfReaction(long h) {
        exponent = FixedPoint.bitLength(h - 1);
        selfReaction = FixedPoint.round(h, exponent - width);
        estimate = estimates[ReciprocalTable.index(numerics, selfReaction)];
    }

    /** Bn, the current in the divider's fixed point. */
    long current(long b, int kk) {
        return FixedPoint.round(b, exponent - kk - guard);
    }

    /** The ratio, not saturated, for a current from {@link #current}. */
    long settle(long current) {
        long y = plain ? current : FixedPoint.round(current * estimate, Numerics.RECIPROCAL_FRACTION);
        for (int step = 1; step < steps; step++) {
            long rest = current - FixedPoint.round(selfReaction * y, width);
            y += plain ? rest : FixedPoint.round(rest * estimate, Numerics.RECIPROCAL_FRACTION);
        }
        return FixedPoint.round(y, guard);
    }
}
