package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.OperatorTag;

/** Watches that the sums of one instruction fit the registers of the hardware. A guard that is off costs one comparison per instruction. */
final class WidthGuard {
    private final boolean on;
    private final CoreParameters core;
    private final CoreParameters.Widths widths;
    private final int tile;
    private final int pc;
    private final OperatorTag operator;

    WidthGuard(boolean on, CoreParameters core, int tile, int pc, OperatorTag operator) {
        this.on = on;
        this.core = core;
        this.widths = core.widths();
        this.tile = tile;
        this.pc = pc;
        this.operator = operator;
    }

    boolean on() {
        return on;
    }

    void accumulators(long[] values, int valid) {
        if (on) {
            for (int lane = 0; lane < valid; lane++) {
                accumulator(values[lane]);
            }
        }
    }

    void accumulator(long value) {
        signed("accumulator", value, widths.accumulator());
    }

    /** A node that a settled row is added to. */
    void residual(long value) {
        signed("residual", value, Numerics.MOST_RESIDUAL_BITS);
    }

    void scores(AttentionMemory attention, int positions, int segments) {
        if (on) {
            for (int segment = 0; segment < segments; segment++) {
                for (int position = 0; position < positions; position++) {
                    signed("score", attention.scoreAt(segment, position), widths.score());
                }
            }
        }
    }

    void weightSum(long value) {
        unsigned("weight sum", value, widths.weightSum());
    }

    void squareSum(long value) {
        unsigned("square sum", value, core.squareSumBits());
    }

    private void unsigned(String register, long value, int bits) {
        if (on && bits < 64 && value >>> bits != 0) {
            fail(register, value, bits + " unsigned bits");
        }
    }

    private void signed(String register, long value, int bits) {
        if (on && bits < 64 && value >> (bits - 1) != value >> 63) {
            fail(register, value, bits + " bits");
        }
    }

    private void fail(String register, long value, String width) {
        throw new MachineFault("tile " + tile + ", layer " + operator.layer() + ", operator " + operator.operator()
                + ", instruction " + pc
                + ": the " + register + " holds " + value + ", which exceeds its " + width
                + ", perhaps the image was laid out for other core parameters");
    }
}
