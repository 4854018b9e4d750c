package io.github.dsllm.verification.sizing;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.hw.Shape;

/** The multipliers of a core, and how many MULT18X18D of an ECP5 Yosys' {@code mul2dsp} makes of each: slices of 18 bits, but no multiplier for a slice of a single bit. */
final class Ecp5Multipliers {
    private static final int WIDTH = 18;
    private static final int LEAST_WIDTH = 2;

    /** Bits of the constant slope of the rsqrt's first guess, and of the counts whose product numbers rows of an instruction. */
    private static final int SLOPE_BITS = 17;

    private static final int COUNT_BITS = 16;
    private static final int TEMPERATURE_BITS = 17;

    private Ecp5Multipliers() {}

    /** Multipliers of all lanes, settle units and units beside them (docs/core.md §1, §2). */
    static long of(Shape shape) {
        CoreParameters core = shape.p();
        Numerics numerics = core.numerics();
        int root = Math.max(numerics.rsqrtFraction(), numerics.rsqrtInputFraction()) + 2;
        long tile = core.lanes() * blocks(shape.streamA(), shape.streamB())
                + core.units() * blocks(shape.operandA(), shape.operandB())
                + blocks(root, numerics.rsqrtFraction() + 4)
                + blocks(SLOPE_BITS, numerics.rsqrtInputFraction() + 1)
                + blocks(COUNT_BITS, COUNT_BITS);
        return core.builtTiles() * tile + blocks(shape.state() + 1, TEMPERATURE_BITS);
    }

    static long blocks(int a, int b) {
        return slices(a) * slices(b);
    }

    private static long slices(int bits) {
        int last = (bits - 1) % WIDTH + 1;
        return (bits - 1) / WIDTH + (bits <= WIDTH || last >= LEAST_WIDTH ? 1 : 0);
    }
}
