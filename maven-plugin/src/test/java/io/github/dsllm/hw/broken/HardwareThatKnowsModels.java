package io.github.dsllm.hw.broken;

import io.github.dsllm.codegen.broken.CodegenThatKnowsMaven;
import io.github.dsllm.sim.broken.SimulationThatKnowsHardware;
import org.jspecify.annotations.Nullable;

/** Breaks the rules on purpose, so that the tests can see them broken. */
public final class HardwareThatKnowsModels {

    public @Nullable CodegenThatKnowsMaven codegen;
    public @Nullable SimulationThatKnowsHardware simulation;
}
