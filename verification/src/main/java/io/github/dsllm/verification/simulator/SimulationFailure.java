package io.github.dsllm.verification.simulator;

/** The simulator died while it ran a core; the message ends with its last lines. */
public final class SimulationFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    SimulationFailure(String message) {
        super(message);
    }
}
