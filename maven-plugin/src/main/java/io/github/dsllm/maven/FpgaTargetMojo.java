package io.github.dsllm.maven;

import io.github.dsllm.verification.goal.FpgaRequest;
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

    final FpgaRequest fpga(long placementSeed) {
        return new FpgaRequest(family, part, board, placementSeed);
    }
}
