package io.github.dsllm.sim.training.optimise;

import io.github.dsllm.sim.training.pass.Parameters;
import java.util.Map;

/** Changes weights along a gradient. A step is cut into parts that may be done by several threads; the result does not depend on their number. */
public interface Optimiser {

    /**
     * Changes one part of the weights in place.
     *
     * @param step number of this step, from 1
     * @param rate learning rate of this step
     * @param factor by which gradients are multiplied first, from {@link Clipping}
     * @param part which part, 0 … {@code parts} − 1
     * @param parts how many there are, at least 1
     */
    void step(Parameters weights, Parameters gradients, long step, double rate, double factor, int part, int parts);

    /** First element of a part where elements are independent; that of part {@code parts} is their number. */
    static int bound(Parameters weights, int part, int parts) {
        return (int) ((long) weights.values().length() * part / parts);
    }

    /** What a checkpoint must keep beside the weights, by name; the objects themselves. */
    Map<String, Parameters> state();
}
