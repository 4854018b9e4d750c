package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.program.DifferentiableMapping;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Rest;
import org.jspecify.annotations.Nullable;

/**
 * Any node function: the node is locked, what it drives is f of its charge, s = f(x); with a gate the product y = s·up. All matrices are (positions, hiddenDim).
 *
 * @param function f and its slope, which belong to the device
 * @param x what goes through f
 * @param up the other factor; null without a gate
 * @param slopes f'(x)
 * @param activated s
 * @param y the product; s itself without a gate
 */
public record Table(
        DifferentiableMapping function, Matrix x, @Nullable Matrix up, Matrix slopes, Matrix activated, Matrix y)
        implements Hidden {

    @Override
    public void forward(ExponentialNode exponential, Rest rest) {
        int n = x.columns();
        double[] row = new double[n];
        double[] slope = new double[n];
        for (int t = 0; t < x.rows(); t++) {
            x.read(t, n, row);
            for (int i = 0; i < n; i++) {
                slope[i] = function.slope(row[i]);
                row[i] = function.apply(row[i]);
            }
            slopes.write(t, n, slope);
            rest.settle(row, n);
            activated.write(t, n, row);
            if (up != null) {
                up.read(t, n, slope);
                for (int i = 0; i < n; i++) {
                    row[i] *= slope[i];
                }
                rest.settle(row, n);
                y.write(t, n, row);
            }
        }
    }

    @Override
    public void backward(Gradients gradients, Matrix g, Matrix toX, @Nullable Matrix toUp) {
        gradients.table(this, g, toX, toUp);
    }
}
