package io.github.dsllm.sim.golden;

/** An image asks for something that the hardware cannot do: a width is exceeded, tiles wait for each other, a reserved operation. */
public final class MachineFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MachineFault(String message) {
        super(message);
    }
}
