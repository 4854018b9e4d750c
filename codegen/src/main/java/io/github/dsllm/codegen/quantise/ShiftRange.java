package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;

/** The row shifts sh that a lane's shifter can execute in every use of the row. */
record ShiftRange(int smallest, int largest) {

    /** Trajectories keep G more places, so that R(x, sh − G) must be reachable too. */
    static ShiftRange of(Numerics numerics) {
        return new ShiftRange(CoreParameters.SHIFT_MINIMUM + numerics.guardBits(), CoreParameters.SHIFT_MAXIMUM);
    }

    /** Rows that are used with sh and with sh + offset. */
    ShiftRange alsoWith(int offset) {
        return new ShiftRange(
                Math.max(smallest, CoreParameters.SHIFT_MINIMUM - offset),
                Math.min(largest, CoreParameters.SHIFT_MAXIMUM - offset));
    }
}
