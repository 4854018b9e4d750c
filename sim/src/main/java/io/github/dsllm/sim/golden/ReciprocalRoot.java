package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;

/** rsqrt(v) of docs/isa.md §3: the quartic flow that settles at r = 2^e/√v, as mantissa and exponent. */
final class ReciprocalRoot {
    private final Numerics numerics;
    private long mantissa;
    private int exponent;

    ReciprocalRoot(Numerics numerics) {
        this.numerics = numerics;
    }

    /** Solves for v ≥ 1. */
    void solve(long v) {
        int fr = numerics.rsqrtFraction();
        int fm = numerics.rsqrtInputFraction();
        exponent = (FixedPoint.bitLength(v) + 1) >> 1;
        long m = FixedPoint.round(v, 2 * exponent - fm);
        long r = numerics.rsqrtSeed() - FixedPoint.round(numerics.rsqrtSlope() * m, 16 + fm - fr);
        for (int step = 0; step < numerics.rsqrtSteps(); step++) {
            long square = FixedPoint.round(r * r, fr);
            long b = FixedPoint.round(m * square, fm);
            r = Math.min(r + FixedPoint.round(r * ((1L << fr) - b), fr + 1), (1L << (fr + 1)) - 1);
        }
        mantissa = r;
    }

    /** r with Fr binary places. */
    long mantissa() {
        return mantissa;
    }

    /** e: 1/√v = r·2^−(Fr + e). */
    int exponent() {
        return exponent;
    }
}
