package io.github.dsllm.sim.training.adjoint;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Rest;
import java.util.Arrays;

/**
 * The electric-current loss at softmax nodes: currents f_i = e^−(max − s_i), self-reaction h = Σ f, outputs clamped to the one-hot truth y. The loss current
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
                inject(logits, t, targets[t], weight, g);
            }
        }
    }

    private void inject(Matrix logits, int position, int truth, double weight, Matrix g) {
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
        nodes[truth] -= h;
        rest.divide(nodes, selfReactions, nodes.length);
        for (int i = 0; i < nodes.length; i++) {
            g.set(position, i, weight * nodes[i]);
        }
    }
}
