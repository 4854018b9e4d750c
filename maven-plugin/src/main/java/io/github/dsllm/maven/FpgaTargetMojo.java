package io.github.dsllm.maven;

import io.github.dsllm.verification.fpga.PlaceAndRoute;
import io.github.dsllm.verification.goal.FitGoal;
import io.github.dsllm.verification.goal.FpgaRequest;
import io.github.dsllm.verification.goal.GenerateRequest;
import io.github.dsllm.verification.goal.Messages;
import java.io.IOException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals share that work for an FPGA. */
abstract class FpgaTargetMojo extends ModelMojo {

    /**
     * The FPGA family, {@code ecp5}, {@code ice40}, {@code gowin}, {@code xilinx}, {@code intel}, or one that a dependency of the plugin brings; that of the chip
     * spec if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.family")
    private @Nullable String family;

    /**
     * The part of the family; that of the board or of the chip spec if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.part")
    private @Nullable String part;

    /**
     * The board: {@code ulx3s}, {@code colorlight-i9}, {@code orangecrab}, {@code icebreaker}, {@code ice40hx8k-b-evn}, {@code tang-nano-20k},
     * {@code arty-a7-100t} or {@code de10-nano}; names its part.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.board")
    private @Nullable String board;

    /**
     * Picks lanes, settle units, coupling bits and context so that the model fits the part, as far as the chip spec asks for them; says what was given up.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.fit", defaultValue = "false")
    private boolean fit;

    /** What is generated: the chip of the chip spec, or one of the right size. */
    final GenerateRequest sized(FpgaRequest request, Messages messages) throws IOException {
        return fit ? new FitGoal(request(), request, messages).run() : request();
    }

    final FpgaRequest fpga(PlaceAndRoute place) {
        return new FpgaRequest(family, part, board, place);
    }
}
