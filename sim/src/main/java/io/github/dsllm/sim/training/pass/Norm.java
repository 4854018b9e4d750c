package io.github.dsllm.sim.training.pass;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.node.Rest;

/**
 * RMSNorm as the three stages squares, root and scale: v = Σx² + ε·n, r = 1/√v, y_i = γ_i·√n·r·x_i.
 *
 * @param x (positions, n)
 * @param gain γ (1, n)
 * @param epsilon ε
 * @param roots r per position (positions, 1)
 * @param y (positions, n)
 */
public record Norm(Matrix x, Matrix gain, double epsilon, Matrix roots, Matrix y) {

    /** Fills {@link #roots} and {@link #y}. */
    public void forward(Rest rest) {
        int n = x.columns();
        double root = Math.sqrt(n);
        double[] scaled = new double[n];
        double[] row = new double[n];
        gain.read(0, n, scaled);
        for (int i = 0; i < n; i++) {
            scaled[i] *= root;
        }
        for (int t = 0; t < x.rows(); t++) {
            x.read(t, n, row);
            double v = epsilon * n;
            for (int i = 0; i < n; i++) {
                v += row[i] * row[i];
            }
            double r = rest.reciprocalRoot(rest.divide(v, 1));
            roots.set(t, 0, r);
            for (int i = 0; i < n; i++) {
                row[i] = scaled[i] * r * row[i];
            }
            y.write(t, n, row);
        }
        rest.settle(y);
    }
}
