package io.github.dsllm.verification.goal;

import io.github.dsllm.verification.fpga.PlaceAndRoute;
import org.jspecify.annotations.Nullable;

/**
 * Which FPGA {@code synthesize} and {@code fpga} are asked for.
 *
 * @param family FPGA family, null for that of the chip spec
 * @param part part of the family, null for that of the board or of the chip spec
 * @param board board, null for none
 * @param place how the design is placed and routed; {@code synthesize} does neither
 */
public record FpgaRequest(
        @Nullable String family,
        @Nullable String part,
        @Nullable String board,
        PlaceAndRoute place) {}
