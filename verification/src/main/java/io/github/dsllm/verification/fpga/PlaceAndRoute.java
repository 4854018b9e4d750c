package io.github.dsllm.verification.fpga;

/**
 * How a design is placed and routed.
 *
 * @param seed where the random numbers of the placement begin
 * @param isDense whether to spare wire before delay, for designs that would run out of wires; only for families of {@link FpgaTarget#routesDense()}
 */
public record PlaceAndRoute(long seed, boolean isDense) {
    /** The first seed, the fastest clock. */
    public static final PlaceAndRoute DEFAULT = new PlaceAndRoute(1, false);
}
