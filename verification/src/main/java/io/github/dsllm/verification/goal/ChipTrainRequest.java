package io.github.dsllm.verification.goal;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code train} is asked for besides, where couplings learn on a chip.
 *
 * @param machine "float": not on a chip; "golden" or "rtl"
 * @param chip the chip spec; null for none
 * @param learns "head" or "block"
 * @param pattern "C2": all examples in turn; "C1": the first one stays clamped
 * @param loops updates per example that is shown
 * @param examples that teach, at most
 * @param held examples to measure on, at most
 * @param channels of a position, on the principal axes of the model's; 0 for all
 * @param positions of a sequence for a block, 2 … 4
 * @param tokenizer null for the one beside the model
 * @param faultInjection whether one bit of one coupling is flipped in the RTL's memory, so that the goal must fail
 * @param firtool null for the one that comes with the plugin
 */
public record ChipTrainRequest(
        String machine,
        @Nullable Path chip,
        String learns,
        String pattern,
        int loops,
        int examples,
        int held,
        int channels,
        int positions,
        @Nullable Path tokenizer,
        boolean faultInjection,
        @Nullable Path firtool) {
    /** Training in float32, on no chip. */
    public static final String FLOAT = "float";

    static final String GOLDEN = "golden";
    static final String RTL = "rtl";
    static final String BLOCK = "block";
    static final List<String> MACHINES = List.of(FLOAT, GOLDEN, RTL);

    /** Training on no chip. */
    public static final ChipTrainRequest NONE =
            new ChipTrainRequest(FLOAT, null, "head", "C2", 1, 1024, 1024, 0, 4, null, false, null);

    /** The rate of a user who gives none: 2^−8 for a head, 2^−6 for a block. */
    public static double usualRate(String learns) {
        return Math.scalb(1.0, learns.equals(BLOCK) ? -6 : -8);
    }

    boolean isOnRtl() {
        return machine.equals(RTL);
    }
}
