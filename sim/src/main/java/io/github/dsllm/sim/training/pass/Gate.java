package io.github.dsllm.sim.training.pass;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Rest;
import org.jspecify.annotations.Nullable;

/**
 * SiLU and, with a gate, the product: E = e^−|x|, the quotient 0 = x⁺ + E·x⁻ − (1 + E)·s, y = s·up. All matrices are (positions, hiddenDim).
 *
 * @param x what goes through SiLU
 * @param up the other factor; null without a gate
 * @param e E
 * @param slopes dE/d|x|
 * @param activated s
 * @param y the product; s itself without a gate
 */
public record Gate(Matrix x, @Nullable Matrix up, Matrix e, Matrix slopes, Matrix activated, Matrix y)
        implements Hidden {

    @Override
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
            activated.write(t, n, nodes);
            if (up != null) {
                up.read(t, n, inputs);
                for (int i = 0; i < n; i++) {
                    nodes[i] *= inputs[i];
                }
                y.write(t, n, nodes);
            }
        }
        rest.settle(y);
    }

    @Override
    public void backward(Gradients gradients, Matrix g, Matrix toX, @Nullable Matrix toUp) {
        gradients.gate(this, g, toX, toUp);
    }
}
