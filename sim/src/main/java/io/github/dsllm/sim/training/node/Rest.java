package io.github.dsllm.sim.training.node;

import io.github.dsllm.sim.training.kernel.Matrix;

/** Where nodes rest, found exactly or by relaxing. */
public interface Rest {
    /** Exact rest in float64. */
    Rest EXACT = new ExactRest();

    /**
     * A node of dy/dt = current − selfReaction·y.
     *
     * @param selfReaction above 0
     */
    double divide(double current, double selfReaction);

    /**
     * Lets many nodes relax side by side, with the same bits as one by one: each of the first {@code count} currents becomes the node's charge.
     *
     * @param selfReactions above 0, as many as currents
     */
    default void divide(double[] currents, double[] selfReactions, int count) {
        for (int i = 0; i < count; i++) {
            currents[i] = divide(currents[i], selfReactions[i]);
        }
    }

    /**
     * The node of dr/dt = ½r − ½v·r³, whose rest is 1/√v.
     *
     * @param v above 0
     */
    double reciprocalRoot(double v);

    /** Whether a node of self-reaction 1 ends exactly where its current is. */
    boolean exactAtOne();

    /** Lets nodes of self-reaction 1 relax: each of the first {@code count} currents becomes the node's charge. */
    default void settle(double[] nodes, int count) {
        if (exactAtOne()) {
            return;
        }
        for (int i = 0; i < count; i++) {
            nodes[i] = divide(nodes[i], 1);
        }
    }

    /** Lets nodes of self-reaction 1 relax: every element is a current and becomes the node's charge. */
    default void settle(Matrix nodes) {
        if (exactAtOne()) {
            return;
        }
        for (int i = 0; i < nodes.rows(); i++) {
            for (int j = 0; j < nodes.columns(); j++) {
                nodes.set(i, j, divide(nodes.get(i, j), 1));
            }
        }
    }
}
