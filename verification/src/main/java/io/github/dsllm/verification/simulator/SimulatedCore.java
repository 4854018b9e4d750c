package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.image.ChipImage;
import java.nio.file.Path;

/** A core that is ready to run. */
public interface SimulatedCore {

    /**
     * Resets the core and loads its memories.
     *
     * @param image the chip image
     * @param directory where its files stand; they may differ from {@code image} in contents, but not in shape
     * @param randomSeed start of the random contents of uninitialised memory in the checked profile
     */
    StorySession open(ChipImage image, Path directory, int randomSeed);

    /** Where sessions write the waveforms that a request asks for. */
    Path waveform();
}
