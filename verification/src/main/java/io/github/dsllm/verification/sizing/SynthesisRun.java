package io.github.dsllm.verification.sizing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.dsllm.verification.fpga.Resources;
import org.jspecify.annotations.Nullable;

/**
 * What a synthesis of a chip has shown.
 *
 * @param seed of the chip, which was drawn at random
 * @param purpose what the run is for
 * @param chip the chip spec in one line, for people
 * @param design the board
 * @param taken what Yosys counts in the flattened design
 * @param placement what place and route says, null where it was not run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SynthesisRun(
        long seed,
        Purpose purpose,
        String chip,
        Design design,
        Resources taken,
        @Nullable Placement placement) {

    /** What a run is for. */
    public enum Purpose {
        /** The model is fitted to it. */
        FIT,
        /** The model is compared with it, and has never seen it. */
        CHECK
    }

    /**
     * The clock of a placed design.
     *
     * @param part where it was placed
     * @param estimate highest frequency in hertz before wires are routed
     * @param routed the same when they are, null where they were not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Placement(
            String part, double estimate, @Nullable Double routed) {}
}
