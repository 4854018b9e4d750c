package io.github.dsllm.verification.fpga;

/**
 * How a design is placed and routed.
 *
 * @param seed where the random numbers of the placement begin
 * @param isDense whether to spread the design, to spare wire, and to route again what is too slow, for designs that would run out of wires; only for families of {@link FpgaTarget#routesDense()}
 */
public record PlaceAndRoute(long seed, boolean isDense) {
    /** The first seed, the fastest clock. */
    public static final PlaceAndRoute DEFAULT = new PlaceAndRoute(1, false);

    private static final double DENSE_MARGIN = 1.02;

    /**
     * By how much more than the clock of a design the tools are asked for. In dense designs nets that are too slow are routed anew until none is left, and then the router
     * stops, whose delays differ a little from those of the report: 54.8 MHz were reached where 55 had been asked for.
     */
    public double margin() {
        return isDense ? DENSE_MARGIN : 1;
    }
}
