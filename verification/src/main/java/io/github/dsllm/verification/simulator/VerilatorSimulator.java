package io.github.dsllm.verification.simulator;

/** {@link Simulator} on Verilator 5.006 or newer. */
public final class VerilatorSimulator implements Simulator {
    private static final String PROGRAM = "verilator";

    private final boolean shortStories;

    public VerilatorSimulator() {
        this(false);
    }

    private VerilatorSimulator(boolean shortStories) {
        this.shortStories = shortStories;
    }

    /** One that leaves out the optimisation of the C++, for cores of which a few positions are simulated: compiling is what takes the time there. */
    public static VerilatorSimulator forShortStories() {
        return new VerilatorSimulator(true);
    }

    @Override
    public String name() {
        return PROGRAM;
    }

    @Override
    public void requireInstalled() {
        VerilatorVersion.require(PROGRAM);
    }

    @Override
    public SimulatedCore build(CoreBuild request) {
        return new VerilatedCore(
                new VerilatorBuild(PROGRAM, request, shortStories).executable(),
                request.cache().resolve("wave.fst"));
    }
}
