package io.github.dsllm.verification.simulator;

/** {@link Simulator} on Verilator 5.006 or newer. */
public final class VerilatorSimulator implements Simulator {

    @Override
    public String name() {
        return "verilator";
    }

    @Override
    public SimulatedCore build(CoreBuild request) {
        return new VerilatedCore(
                new VerilatorBuild("verilator", request).executable(),
                request.cache().resolve("wave.fst"));
    }
}
