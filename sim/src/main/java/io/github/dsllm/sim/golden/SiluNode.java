package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;

/** One node that settles at x/(1 + 2^−x): {@link #current} and then {@link #settle}. */
final class SiluNode {
    private final ExponentialLookup exponential;
    private final Divider divider;
    private final int weightFraction;
    private final int shift;
    private final int divisionShift;

    SiluNode(ExponentialLookup exponential, Divider divider, int weightFraction, int shift, int divisionShift) {
        this.exponential = exponential;
        this.divider = divider;
        this.weightFraction = weightFraction;
        this.shift = shift;
        this.divisionShift = divisionShift;
    }

    /** Sets the self-reaction for x and gives the divider's current. */
    long current(long x) {
        long weight = exponential.weight(FixedPoint.round(Math.abs(x), shift));
        divider.selfReaction((1L << weightFraction) + weight);
        return divider.current(x >= 0 ? x << weightFraction : x * weight, divisionShift);
    }

    long settle(long current) {
        return divider.settle(current);
    }
}
