package io.github.dsllm.sim.physics;

/**
 * Couplings that evolve while nodes are locked (patterns C1 and C2): inputs x and outputs y are clamped, and the current that the outputs would need, I_L = J x − h y, drives
 * its couplings, dJ_ij/dt = −2η·I_L,i·x_j: descent of L = Σ I_L² (docs/physics.md §3).
 *
 * <p>While x stays, I_L falls by e^(−2η|x|²t), so J is known exactly at every time and cannot diverge.
 */
public final class CouplingEvolution {
    private final double eta;

    /** @param eta η &gt; 0, per unit of time and of squared charge */
    public CouplingEvolution(double eta) {
        if (!(eta > 0) || !Double.isFinite(eta)) {
            throw new IllegalArgumentException("η = " + eta + " must be positive");
        }
        this.eta = eta;
    }

    /** I_L = J x − h y (outputs). */
    public static double[] lossCurrents(double[][] couplings, double[] h, double[] x, double[] y) {
        double[] loss = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            double current = -h[i] * y[i];
            for (int j = 0; j < x.length; j++) {
                current += couplings[i][j] * x[j];
            }
            loss[i] = current;
        }
        return loss;
    }

    /**
     * Pattern C1: one pair of clamped patterns for a time.
     *
     * @param couplings J (outputs, inputs), changed in place
     */
    public void evolve(double[][] couplings, double[] h, double[] x, double[] y, double time) {
        double square = 0;
        for (double value : x) {
            square += value * value;
        }
        if (square == 0) {
            return;
        }
        double share = -Math.expm1(-2 * eta * square * time) / square;
        double[] loss = lossCurrents(couplings, h, x, y);
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < x.length; j++) {
                couplings[i][j] -= share * loss[i] * x[j];
            }
        }
    }

    /**
     * Pattern C2: many pairs in turn, each locked for {@code time}, over and over.
     *
     * @param inputs patterns (pairs, inputs)
     * @param outputs patterns (pairs, outputs)
     */
    public void evolve(
            double[][] couplings, double[] h, double[][] inputs, double[][] outputs, double time, int loops) {
        for (int loop = 0; loop < loops; loop++) {
            evolve(couplings, h, inputs[loop % inputs.length], outputs[loop % inputs.length], time);
        }
    }
}
