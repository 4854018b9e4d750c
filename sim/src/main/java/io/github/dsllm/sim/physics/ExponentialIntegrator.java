package io.github.dsllm.sim.physics;

import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Linear nodes exactly, to rounding. Nodes that meet only clamped ones: σ(t) = σ0·e^−ht + I·(1 − e^−ht)/h, which is σ0 + I·t for h = 0. Coupled nodes: with
 * the augmented matrix, (σ, 1)ᵀ(t + dt) = exp([J − diag(h), I; 0, 0]·dt)·(σ, 1)ᵀ(t), one matrix exponential per different dt (scaling and squaring,
 * 20 n³ multiplications or so).
 */
public final class ExponentialIntegrator implements Evolution {
    /** Greatest number of coupled nodes. */
    public static final int MOST_COUPLED = 192;

    private static final double SAME_STEP = 1e-12;

    /** @throws IllegalArgumentException for nodes that are not linear, or too many coupled ones */
    @Override
    public Trajectory follow(FreeNodes nodes, double[] times) {
        if (!nodes.linear() || !nodes.uncoupled() && nodes.count() > MOST_COUPLED) {
            throw new IllegalArgumentException(
                    "no exact solution for " + nodes.system().name());
        }
        return nodes.uncoupled() ? uncoupled(nodes, times) : coupled(nodes, times);
    }

    private static Trajectory uncoupled(FreeNodes nodes, double[] times) {
        double[][] states = new double[times.length][nodes.count()];
        for (int k = 0; k < times.length; k++) {
            for (int i = 0; i < nodes.count(); i++) {
                states[k][i] = relax(nodes.start()[i], nodes.current()[i], nodes.h()[i], times[k]);
            }
        }
        return new Trajectory(nodes, times, states);
    }

    /** σ after the time t of dσ/dt = current − h·σ. */
    public static double relax(double start, double current, double h, double t) {
        double filled = h == 0 ? t : -Math.expm1(-h * t) / h;
        return start * Math.exp(-h * t) + current * filled;
    }

    private static Trajectory coupled(FreeNodes nodes, double[] times) {
        int n = nodes.count();
        double[][] states = new double[times.length][n];
        states[0] = nodes.start().clone();
        double[] augmented = new double[n + 1];
        System.arraycopy(nodes.start(), 0, augmented, 0, n);
        augmented[n] = 1;
        double step = Double.NaN;
        RealMatrix propagator = MatrixUtils.createRealIdentityMatrix(n + 1);
        for (int k = 1; k < times.length; k++) {
            double dt = times[k] - times[k - 1];
            if (!(Math.abs(dt - step) <= SAME_STEP * dt)) {
                step = dt;
                propagator = MatrixUtils.matrixExponential(generator(nodes).scalarMultiply(dt));
            }
            augmented = propagator.operate(augmented);
            augmented[n] = 1;
            System.arraycopy(augmented, 0, states[k], 0, n);
        }
        return new Trajectory(nodes, times, states);
    }

    private static RealMatrix generator(FreeNodes nodes) {
        int n = nodes.count();
        double[][] a = new double[n + 1][n + 1];
        for (int i = 0; i < n; i++) {
            for (int k = nodes.couplings().starts()[i]; k < nodes.couplings().starts()[i + 1]; k++) {
                a[i][nodes.couplings().columns()[k]] = nodes.couplings().values()[k];
            }
            a[i][i] -= nodes.h()[i];
            a[i][n] = nodes.current()[i];
        }
        return MatrixUtils.createRealMatrix(a);
    }
}
