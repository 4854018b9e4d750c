package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.quantise.State;
import io.github.dsllm.sim.training.kernel.Matrix;

/** Brings states to values that a chip can hold, as soon as they have come to rest. Gradients pass as if nothing had happened. */
@FunctionalInterface
public interface StateRounding {
    /** States are real numbers. */
    StateRounding NONE = (state, layer, x) -> {};

    /**
     * Rounds in place.
     *
     * @param layer the layer, 0 for states that are not of a layer
     * @param x (positions, channels)
     */
    void round(State state, int layer, Matrix x);
}
