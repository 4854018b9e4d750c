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
        for (int t = 0; t < x.rows(); t++) {
            double v = epsilon * n;
            for (int i = 0; i < n; i++) {
                v += x.get(t, i) * x.get(t, i);
            }
            double r = rest.reciprocalRoot(rest.divide(v, 1));
            roots.set(t, 0, r);
            for (int i = 0; i < n; i++) {
                y.set(t, i, gain.get(0, i) * root * r * x.get(t, i));
            }
        }
        rest.settle(y);
    }
}
