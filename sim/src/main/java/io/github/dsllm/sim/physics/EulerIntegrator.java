package io.github.dsllm.sim.physics;

/** Euler steps of one length in float64, the discretised machine without its rounding: σ ← σ + dt·dσ/dt. Diverges where {@link Stability#requireStep} says so. */
public final class EulerIntegrator {
    private EulerIntegrator() {}

    /** {@code steps} steps from the start. */
    public static Trajectory follow(FreeNodes nodes, double dt, int steps) {
        double[][] states = new double[steps + 1][];
        double[] times = new double[steps + 1];
        double[] velocity = new double[nodes.count()];
        states[0] = nodes.start().clone();
        for (int k = 1; k <= steps; k++) {
            times[k] = k * dt;
            states[k] = states[k - 1].clone();
            nodes.velocity(states[k], velocity);
            for (int i = 0; i < velocity.length; i++) {
                states[k][i] += dt * velocity[i];
            }
        }
        return new Trajectory(nodes, times, states);
    }

    /** Greatest distance of an uncoupled linear node from the exact solution after k steps: |σ0 − σ*|·|(1 − h·dt)^k − e^(−h·k·dt)|. */
    public static double errorBound(double start, double rest, double h, double dt, int k) {
        return Math.abs(start - rest) * Math.abs(Math.pow(1 - h * dt, k) - Math.exp(-h * k * dt));
    }
}
