package io.github.dsllm.sim.physics;

import java.util.SplittableRandom;

/**
 * Nodes with thermal noise: dσ = (J σ − hσ + I) dt + √D_i dW_i with D_i = 2·variance·h_i, the noise current of the conductance h_i (Nyquist). A single node then has the given
 * variance, kT/C, at rest; coupled ones have Σ of AΣ + ΣAᵀ = D with A = diag(h) − J ({@link Lyapunov}). Heun's method, whose error of the variance is of second order in dt.
 */
public final class Langevin {
    private final FreeNodes nodes;
    private final double dt;
    private final double[] kick;
    private final SplittableRandom random;
    private final double[] sigma;
    private final double[] noise;
    private final double[] first;
    private final double[] second;
    private final double[] predicted;

    /**
     * Nodes at their start.
     *
     * @param variance of a single node at rest, in squared charges
     * @param dt step, within the bound of {@link Stability#requireStep}
     */
    public Langevin(FreeNodes nodes, double variance, double dt, long seed) {
        int n = nodes.count();
        this.nodes = nodes;
        this.dt = dt;
        this.kick = intensities(nodes, variance);
        this.random = new SplittableRandom(seed);
        this.sigma = nodes.start().clone();
        this.noise = new double[n];
        this.first = new double[n];
        this.second = new double[n];
        this.predicted = new double[n];
        for (int i = 0; i < n; i++) {
            kick[i] = Math.sqrt(kick[i] * dt);
        }
    }

    /** The diagonal of D. */
    public static double[] intensities(FreeNodes nodes, double variance) {
        double[] d = new double[nodes.count()];
        for (int i = 0; i < d.length; i++) {
            d[i] = 2 * variance * nodes.h()[i];
        }
        return d;
    }

    /** Goes on for so many steps. */
    public void advance(int steps) {
        for (int step = 0; step < steps; step++) {
            nodes.velocity(sigma, first);
            for (int i = 0; i < sigma.length; i++) {
                noise[i] = kick[i] * random.nextGaussian();
                predicted[i] = sigma[i] + dt * first[i] + noise[i];
            }
            nodes.velocity(predicted, second);
            for (int i = 0; i < sigma.length; i++) {
                sigma[i] += 0.5 * dt * (first[i] + second[i]) + noise[i];
            }
        }
    }

    /** σ now; changes with the next step. */
    public double[] sigma() {
        return sigma;
    }
}
