package io.github.dsllm.sim.training.adjoint;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Rest;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The electric-current loss at softmax nodes: currents f_i = e^−(max − s_i), self-reaction h = Σ f, outputs clamped to the truth y, one-hot or a distribution. The loss current
 * I_L = f_i − h·y_i lets a node of the same self-reaction relax to I_L/h, the gradient at the logits. No output is read.
 */
final class LossCurrents {
    private final Rest rest;

    LossCurrents(Rest rest) {
        this.rest = rest;
    }

    void inject(Matrix logits, int[] targets, double weight, Matrix g) {
        for (int t = 0; t < logits.rows(); t++) {
            if (targets[t] < 0) {
                g.rowRange(t, 1).zero();
            } else {
                int clamped = targets[t];
                inject(logits, t, i -> i == clamped ? 1 : 0, weight, g);
            }
        }
    }

    void inject(Matrix logits, Matrix truth, int[] targets, double weight, Matrix g) {
        for (int t = 0; t < logits.rows(); t++) {
            if (targets[t] < 0) {
                g.rowRange(t, 1).zero();
            } else {
                int position = t;
                inject(logits, t, i -> truth.get(position, i), weight, g);
            }
        }
    }

    /** @param truth the charge to which an output is clamped */
    private void inject(Matrix logits, int position, IntToDoubleFunction truth, double weight, Matrix g) {
        double max = logits.get(position, 0);
        for (int i = 1; i < logits.columns(); i++) {
            max = Math.max(max, logits.get(position, i));
        }
        double[] nodes = new double[logits.columns()];
        double h = 0;
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = ExponentialNode.EXACT.value(max - logits.get(position, i));
            h += nodes[i];
        }
        double[] selfReactions = new double[nodes.length];
        Arrays.fill(selfReactions, h);
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] -= h * truth.applyAsDouble(i);
        }
        rest.divide(nodes, selfReactions, nodes.length);
        for (int i = 0; i < nodes.length; i++) {
            g.set(position, i, weight * nodes[i]);
        }
    }
}
