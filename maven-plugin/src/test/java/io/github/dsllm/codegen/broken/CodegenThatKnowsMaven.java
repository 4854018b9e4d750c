package io.github.dsllm.codegen.broken;

import io.github.dsllm.hw.broken.HardwareThatKnowsModels;
import io.github.dsllm.sim.broken.SimulationThatKnowsHardware;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/** Breaks the rules on purpose, so that the tests can see them broken. */
public final class CodegenThatKnowsMaven {

    public @Nullable Log log;
    public @Nullable HardwareThatKnowsModels hardware;
    public @Nullable SimulationThatKnowsHardware simulation;
}
