package io.github.dsllm.sim.training.kernel;

/** The type in which a pass keeps its numbers. */
public enum Precision {
    FLOAT32,
    FLOAT64;

    /** That many zeros. */
    public Values zeros(int length) {
        return this == FLOAT32 ? new FloatValues(length) : new DoubleValues(length);
    }
}
