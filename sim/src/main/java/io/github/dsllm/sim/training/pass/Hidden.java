package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.quantise.State;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Rest;
import org.jspecify.annotations.Nullable;

/** What the feed-forward block does between its matrices: y = f(x), with a gate y = f(x)·up. All matrices are (positions, hiddenDim). */
sealed interface Hidden permits Gate, Table {
    /** What goes through the activation. */
    Matrix x();

    /** The other factor; null without a gate. */
    @Nullable
    Matrix up();

    /** f(x). */
    Matrix activated();

    /** What goes on; f(x) itself without a gate. */
    Matrix y();

    /** Fills all but {@link #x} and {@link #up}. */
    void forward(ExponentialNode exponential, Rest rest);

    /** Adds gradients at {@link #x} and {@link #up}. */
    void backward(Gradients gradients, Matrix g, Matrix toX, @Nullable Matrix toUp);

    /** Brings f(x) and the product to what a chip can hold. */
    default void round(StateRounding states, int layer, Rest rest) {
        states.round(State.SILU, layer, activated());
        Matrix up = up();
        if (up != null) {
            for (int t = 0; t < up.rows(); t++) {
                for (int i = 0; i < up.columns(); i++) {
                    y().set(t, i, activated().get(t, i) * up.get(t, i));
                }
            }
            rest.settle(y());
            states.round(State.HB, layer, y());
        }
    }
}
