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
        double[] nodes = new double[x.columns()];
        double[] selfReactions = new double[x.columns()];
        for (int t = 0; t < x.rows(); t++) {
            for (int i = 0; i < nodes.length; i++) {
                double input = x.get(t, i);
                double charge = exponential.value(Math.abs(input));
                e.set(t, i, charge);
                slopes.set(t, i, exponential.slope(Math.abs(input)));
                nodes[i] = input >= 0 ? input : charge * input;
                selfReactions[i] = 1 + charge;
            }
            rest.divide(nodes, selfReactions, nodes.length);
            for (int i = 0; i < nodes.length; i++) {
                silu.set(t, i, nodes[i]);
                y.set(t, i, nodes[i] * up.get(t, i));
            }
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
