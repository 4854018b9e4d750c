package io.github.dsllm.verification.sizing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.dsllm.verification.fpga.Resources;
import java.util.List;
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
     * @param estimates highest frequencies in hertz before wires are routed, of placements with seeds from 1 on
     * @param routed the same for seed 1 when they are, null where they were not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Placement(
            String part, List<Double> estimates, @Nullable Double routed) {
        /** Copies the estimates, of which there is at least one. */
        public Placement {
            estimates = List.copyOf(estimates);
            if (estimates.isEmpty()) {
                throw new IllegalArgumentException("a placement without an estimate");
            }
        }

        /** The median of the estimates. */
        public double estimate() {
            double[] sorted =
                    estimates.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        }
    }
}
