package io.github.dsllm.sim.training.node;

import io.github.dsllm.codegen.UserError;

/**
 * Nodes relax by Euler steps from 0, as the core's do: current and self-reaction are scaled by a power of two so that h is in (½, 1], and
 * y ← y + dt·(I − h·y). The distance from I/h shrinks by 1 − dt·h in every step. A step that changes nothing is the last, because all later ones would be the same.
 *
 * @param steps at least 1
 * @param dt length of a step in units of 1/h of a node of self-reaction 1, in (0, 1]
 */
public record Relaxation(int steps, double dt) implements Rest {
    /** Enough for float32: the error of the slowest division is below 2^−32. */
    public static final int SETTLED = 32;

    private static final double SEED = 2.13274;
    private static final double SEED_SLOPE = 1.21875;

    public Relaxation {
        if (steps < 1 || !(dt > 0 && dt <= 1)) {
            throw new UserError("nodes cannot relax for " + steps + " steps of " + dt
                    + "; perhaps you should take at least 1 step of a length in (0, 1]");
        }
    }

    @Override
    public double divide(double current, double selfReaction) {
        if (selfReaction == 1 && exactAtOne()) {
            return current;
        }
        int exponent = Math.getExponent(selfReaction);
        double scale = powerOfTwo(-exponent);
        if (selfReaction * scale > 1) {
            scale /= 2;
        }
        double i = current * scale;
        double h = selfReaction * scale;
        double y = 0;
        for (int step = 0; step < steps; step++) {
            double next = y + dt * (i - h * y);
            if (next == y) {
                return y;
            }
            y = next;
        }
        return y;
    }

    @Override
    public double reciprocalRoot(double v) {
        int half = Math.floorDiv(Math.getExponent(v), 2) + 1;
        double m = v * powerOfTwo(-2 * half);
        double r = SEED - SEED_SLOPE * m;
        for (int step = 0; step < steps; step++) {
            double next = r + dt * r * (1 - m * r * r) / 2;
            if (next == r) {
                break;
            }
            r = next;
        }
        return r * powerOfTwo(-half);
    }

    @Override
    public boolean exactAtOne() {
        return dt == 1;
    }

    private static double powerOfTwo(int exponent) {
        return Math.scalb(1.0, exponent);
    }
}
