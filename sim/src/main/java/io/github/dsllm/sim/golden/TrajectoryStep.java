package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;

/** One Euler step of a node in trajectory mode, exactly as the hardware makes it (docs/isa.md §4, LINEAR with steps &gt; 0). */
public final class TrajectoryStep {
    private TrajectoryStep() {}

    /**
     * y + R((T − y)·a, 16).
     *
     * @param y state with guard places
     * @param target T, where the node rests, with guard places
     * @param stepSize a = dt·h with 16 places
     */
    public static long next(long y, long target, int stepSize) {
        return y + FixedPoint.round((target - y) * stepSize, Numerics.TRAJECTORY_FRACTION);
    }
}
