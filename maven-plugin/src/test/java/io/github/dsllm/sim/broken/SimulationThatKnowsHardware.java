package io.github.dsllm.sim.broken;

import chisel3.RawModule;
import io.github.dsllm.hw.broken.HardwareThatKnowsModels;
import org.jspecify.annotations.Nullable;

/** Breaks the rules on purpose, so that the tests can see them broken. */
public final class SimulationThatKnowsHardware {

    public @Nullable HardwareThatKnowsModels hardware;
    public @Nullable RawModule module;
}
