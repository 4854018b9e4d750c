package io.github.dsllm.codegen.chip;

/** How a node computes 2<sup>-t</sup>; the core reads a table, so the choice changes the image and never the hardware's structure. */
public enum Exponential {
    /** Whole octaves shift, the fraction is a minimax cubic: relative error 8.9e-5. */
    CUBIC(true),
    /** Whole octaves shift, the fraction is a node that discharges through its self-reaction in {@value ExponentialTable#DISCHARGE_STEPS} Euler steps. */
    DISCHARGE(true),
    /** The poster's 1 + x + x²/2 + x³/6 at x = −t·ln 2, clamped at 0: for fidelity to the paper, not for quality. */
    TAYLOR3(false);

    private final boolean octaves;

    Exponential(boolean octaves) {
        this.octaves = octaves;
    }

    /** Whether the integer part of t is a shift and only its fraction addresses the table. */
    public boolean octaves() {
        return octaves;
    }
}
