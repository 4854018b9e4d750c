package io.github.dsllm.verification.simulator;

/** A running core: one story after another, without a reset between them. */
public interface StorySession extends AutoCloseable {

    /**
     * Runs a story until it ends, the core hangs or the last position of interest is done.
     *
     * @throws SimulationFailure if the simulator dies, for example of an assertion
     */
    StoryEnd run(StoryRequest request, CoreListener listener);

    /** Stops the simulator, if need be in the middle of a story. */
    @Override
    void close();
}
