package io.github.dsllm.sim.physics;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.sim.golden.TrajectoryStep;

/**
 * Uncoupled linear nodes as the hardware moves them in trajectory mode, bit for bit: integers with {@code places} binary places (guard places included),
 * a_i = rint(2^16·dt·h_i), y ← y + R((T − y)·a, 16). Start and rest are rounded to that grid.
 */
public final class FixedPointEuler {
    private final int places;

    public FixedPointEuler(int places) {
        this.places = places;
    }

    /** The value of one unit in the last place. */
    public double lsb() {
        return Math.scalb(1.0, -places);
    }

    /** dt·h as the hardware holds it, from 1 to 2^16 of 2^16 parts. */
    public static int stepSize(double h, double dt) {
        return (int) Math.max(1, Math.rint(h * dt * (1 << Numerics.TRAJECTORY_FRACTION)));
    }

    /** Greatest |e_k| against the exact solution at the rate a/dt, with equal rests: the bound of Euler's method and the rounding of all steps, ½ LSB/(h·dt). */
    public double errorBound(double start, double rest, int stepSize, int k) {
        double product = stepSize / (double) (1 << Numerics.TRAJECTORY_FRACTION);
        return EulerIntegrator.errorBound(start, rest, product, 1, k) + 0.5 * lsb() / product;
    }

    /**
     * {@code steps} steps of the length dt.
     *
     * @throws IllegalArgumentException for coupled or nonlinear nodes, which the instruction set does not know yet
     */
    public Trajectory follow(FreeNodes nodes, double dt, int steps) {
        if (!nodes.uncoupled() || !nodes.linear()) {
            throw new IllegalArgumentException("the instruction set moves uncoupled linear nodes only");
        }
        double[][] states = new double[steps + 1][nodes.count()];
        double[] times = new double[steps + 1];
        for (int k = 0; k <= steps; k++) {
            times[k] = k * dt;
        }
        for (int i = 0; i < nodes.count(); i++) {
            long target = Math.round(Math.scalb(nodes.current()[i] / nodes.h()[i], places));
            long y = Math.round(Math.scalb(nodes.start()[i], places));
            int stepSize = stepSize(nodes.h()[i], dt);
            states[0][i] = Math.scalb((double) y, -places);
            for (int k = 1; k <= steps; k++) {
                y = TrajectoryStep.next(y, target, stepSize);
                states[k][i] = Math.scalb((double) y, -places);
            }
        }
        return new Trajectory(nodes, times, states);
    }
}
