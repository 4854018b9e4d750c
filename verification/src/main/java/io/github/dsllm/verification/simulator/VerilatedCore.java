package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.image.ChipImage;
import java.nio.file.Path;

/** A verilated core: an executable that speaks the block protocol of {@code harness.cpp}. */
record VerilatedCore(Path executable, Path waveform) implements SimulatedCore {

    @Override
    public StorySession open(ChipImage image, Path directory, int randomSeed) {
        return HarnessSession.start(executable, image, directory, waveform, randomSeed);
    }
}
