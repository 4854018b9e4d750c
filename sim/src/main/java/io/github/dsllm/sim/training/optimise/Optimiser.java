package io.github.dsllm.sim.training.optimise;

import io.github.dsllm.sim.training.pass.Parameters;
import java.util.Map;

/** Changes weights along a gradient. Works element by element, so that ranges may be done by several threads with the same result. */
public interface Optimiser {

    /**
     * Changes the weights {@code from} … {@code to − 1} in place.
     *
     * @param step number of this step, from 1
     * @param rate learning rate of this step
     * @param factor by which gradients are multiplied first, from {@link Clipping}
     */
    void step(Parameters weights, Parameters gradients, long step, double rate, double factor, int from, int to);

    /** What a checkpoint must keep beside the weights, by name; the objects themselves. */
    Map<String, Parameters> state();
}
