package io.github.dsllm.sim.training.pass;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Rest;

/**
 * The gate of the feed-forward block: E = e^−|x|, the quotient 0 = x⁺ + E·x⁻ − (1 + E)·s, the product y = s·up. All matrices are (positions, hiddenDim).
 *
 * @param x what goes through SiLU
 * @param up the other factor
 * @param e E
 * @param slopes dE/d|x|
 * @param silu s
 * @param y the product
 */
public record Gate(Matrix x, Matrix up, Matrix e, Matrix slopes, Matrix silu, Matrix y) {

    /** Fills all but {@link #x} and {@link #up}. */
    public void forward(ExponentialNode exponential, Rest rest) {
        int n = x.columns();
        double[] inputs = new double[n];
        double[] nodes = new double[n];
        double[] charges = new double[n];
        double[] slope = new double[n];
        for (int t = 0; t < x.rows(); t++) {
            x.read(t, n, inputs);
            for (int i = 0; i < n; i++) {
                nodes[i] = Math.abs(inputs[i]);
            }
            exponential.discharge(nodes, n, charges, slope);
            e.write(t, n, charges);
            slopes.write(t, n, slope);
            for (int i = 0; i < n; i++) {
                nodes[i] = inputs[i] >= 0 ? inputs[i] : charges[i] * inputs[i];
                charges[i] += 1;
            }
            rest.divide(nodes, charges, n);
            silu.write(t, n, nodes);
            up.read(t, n, inputs);
            for (int i = 0; i < n; i++) {
                nodes[i] *= inputs[i];
            }
            y.write(t, n, nodes);
        }
        rest.settle(y);
    }

    /** Fills {@link #y} anew, after {@link #silu} was rounded. */
    void product(Rest rest) {
        for (int t = 0; t < x.rows(); t++) {
            for (int i = 0; i < x.columns(); i++) {
                y.set(t, i, silu.get(t, i) * up.get(t, i));
            }
        }
        rest.settle(y);
    }
}
