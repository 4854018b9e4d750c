package io.github.dsllm.codegen.quantise;

/** Sees the states of the float model while it reads text. */
@FunctionalInterface
interface StateObserver {
    /**
     * @param layer the layer, 0 for states that the whole model shares
     * @param values at least {@code positions · width} values in the model's own units, position by position; only valid during the call
     */
    void observe(State state, int layer, float[] values, int positions, int width);
}
