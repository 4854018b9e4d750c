package io.github.dsllm.sim.physics;

/**
 * Free nodes over time.
 *
 * @param nodes whose
 * @param times ascending, from 0 (samples)
 * @param states σ of the free nodes (samples, free nodes)
 */
public record Trajectory(FreeNodes nodes, double[] times, double[][] states) {

    /** {@code steps} + 1 equally spaced times from 0 to {@code end}. */
    public static double[] grid(double end, int steps) {
        double[] times = new double[steps + 1];
        for (int k = 0; k <= steps; k++) {
            times[k] = end * k / steps;
        }
        return times;
    }

    public double[] last() {
        return states[states.length - 1];
    }

    /** σ at any time within, linear between samples. */
    public double[] at(double time) {
        int after = 1;
        while (after < times.length - 1 && times[after] < time) {
            after++;
        }
        double share = (time - times[after - 1]) / (times[after] - times[after - 1]);
        double[] sigma = new double[nodes.count()];
        for (int i = 0; i < sigma.length; i++) {
            sigma[i] = states[after - 1][i] + share * (states[after][i] - states[after - 1][i]);
        }
        return sigma;
    }
}
