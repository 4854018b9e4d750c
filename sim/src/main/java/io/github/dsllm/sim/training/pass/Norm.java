package io.github.dsllm.sim.training.pass;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Sums;
import io.github.dsllm.sim.training.node.Rest;
import org.jspecify.annotations.Nullable;

/**
 * RMSNorm as the three stages squares, root and scale: v = Σx² + ε·n, r = 1/√v, y_i = γ_i·√n·r·x_i. A layer norm has two stages before, m = Σ in/n with the self-reaction n, and
 * x = in − m, and a current β_i in the last.
 *
 * @param in what is normalised (positions, n)
 * @param x what is squared (positions, n): {@code in} itself, or of a layer norm {@code in} less its mean
 * @param gain γ (1, n)
 * @param shift β (1, n) of a layer norm; null of a root mean square
 * @param epsilon ε
 * @param roots r per position (positions, 1)
 * @param y (positions, n)
 */
public record Norm(
        Matrix in, Matrix x, Matrix gain, @Nullable Matrix shift, double epsilon, Matrix roots, Matrix y) {

    /** Fills {@link #x} of a layer norm, {@link #roots} and {@link #y}. */
    public void forward(Rest rest) {
        if (shift != null) {
            centre(rest);
        }
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
            double v = epsilon * n + Sums.ofProducts(row, row, n);
            double r = rest.reciprocalRoot(rest.divide(v, 1));
            roots.set(t, 0, r);
            for (int i = 0; i < n; i++) {
                row[i] = scaled[i] * r * row[i];
            }
            y.write(t, n, row);
        }
        if (shift != null) {
            y.addToRows(shift);
        }
        rest.settle(y);
    }

    private void centre(Rest rest) {
        int n = in.columns();
        double[] row = new double[n];
        for (int t = 0; t < in.rows(); t++) {
            in.read(t, n, row);
            double mean = rest.divide(Sums.of(row, n), n);
            for (int i = 0; i < n; i++) {
                row[i] -= mean;
            }
            x.write(t, n, row);
        }
        rest.settle(x);
    }
}
