package io.github.dsllm.verification.sizing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What right-sizing may change of a chip.
 *
 * @param lanes of the tile, a power of two
 * @param couplingBits width of a coupling
 * @param context positions that a story may have
 */
public record Size(int lanes, int couplingBits, int context) {
    /** With fewer lanes than these there is no RoPE pair. */
    public static final int LEAST_LANES = 2;

    public static final int LEAST_COUPLING_BITS = 4;
    public static final int LEAST_CONTEXT = 16;

    /** Lanes only cost time, a shorter context cuts stories, narrower couplings change every token. */
    private static final int PRICE_OF_HALF_THE_LANES = 1;

    private static final int PRICE_OF_HALF_THE_CONTEXT = 2;
    private static final int PRICE_OF_A_BIT = 2;

    /**
     * All sizes up to this one, in the order in which they are tried: those that give up least first. To halve the lanes costs 1, to halve the context or to take a
     * bit from the couplings 2; of equal prices the one with more bits goes first, then that with the longer context.
     */
    public List<Size> upToHere() {
        record Priced(Size size, int price) {}
        List<Priced> sizes = new ArrayList<>();
        int halves = 0;
        for (int l = lanes; l >= LEAST_LANES; l /= 2, halves++) {
            for (int bits = couplingBits; bits >= Math.min(LEAST_COUPLING_BITS, couplingBits); bits--) {
                int shorter = 0;
                for (int positions = context;
                        positions >= Math.min(LEAST_CONTEXT, context);
                        positions /= 2, shorter++) {
                    int price = PRICE_OF_HALF_THE_LANES * halves
                            + PRICE_OF_A_BIT * (couplingBits - bits)
                            + PRICE_OF_HALF_THE_CONTEXT * shorter;
                    sizes.add(new Priced(new Size(l, bits, positions), price));
                }
            }
        }
        return sizes.stream()
                .sorted(Comparator.comparingInt(Priced::price)
                        .thenComparing(priced -> -priced.size.couplingBits)
                        .thenComparing(priced -> -priced.size.context))
                .map(Priced::size)
                .toList();
    }

    /** For people. */
    public String describe() {
        return lanes + " lanes, couplings of " + couplingBits + " bits, " + context + " positions";
    }
}
