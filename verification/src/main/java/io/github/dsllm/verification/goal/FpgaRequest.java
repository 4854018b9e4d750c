package io.github.dsllm.verification.goal;

import org.jspecify.annotations.Nullable;

/**
 * Which FPGA {@code synthesize} and {@code fpga} are asked for.
 *
 * @param family FPGA family, null for that of the chip spec
 * @param part part of the family, null for that of the board or of the chip spec
 * @param board board, null for none
 * @param seed where the random numbers of the placement begin; {@code synthesize} places nothing
 */
public record FpgaRequest(
        @Nullable String family,
        @Nullable String part,
        @Nullable String board,
        long seed) {}
