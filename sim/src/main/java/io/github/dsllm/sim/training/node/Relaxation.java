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

    private static final int SIDE_BY_SIDE = 256;
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
        double scale = scale(selfReaction);
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

    /** Brings a self-reaction into (½, 1]. */
    private static double scale(double selfReaction) {
        double scale = powerOfTwo(-Math.getExponent(selfReaction));
        return selfReaction * scale > 1 ? scale / 2 : scale;
    }

    /** A step of all nodes after the other, which the JIT turns into vector instructions. A node that has come to rest stays. */
    @Override
    public void divide(double[] currents, double[] selfReactions, int count) {
        double[] i = new double[Math.min(count, SIDE_BY_SIDE)];
        double[] h = new double[i.length];
        double[] y = new double[i.length];
        for (int start = 0; start < count; start += SIDE_BY_SIDE) {
            int nodes = Math.min(SIDE_BY_SIDE, count - start);
            for (int n = 0; n < nodes; n++) {
                double scale = scale(selfReactions[start + n]);
                i[n] = currents[start + n] * scale;
                h[n] = selfReactions[start + n] * scale;
                y[n] = 0;
            }
            for (int step = 0; step < steps; step++) {
                step(i, h, y, nodes);
            }
            for (int n = 0; n < nodes; n++) {
                boolean asItIs = selfReactions[start + n] == 1 && exactAtOne();
                currents[start + n] = asItIs ? currents[start + n] : y[n];
            }
        }
    }

    private void step(double[] i, double[] h, double[] y, int nodes) {
        for (int n = 0; n < nodes; n++) {
            y[n] = y[n] + dt * (i[n] - h[n] * y[n]);
        }
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
