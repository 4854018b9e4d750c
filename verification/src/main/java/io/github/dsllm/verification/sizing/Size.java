package io.github.dsllm.verification.sizing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What right-sizing may change of a chip.
 *
 * @param lanes of the tile, a power of two
 * @param unitLanes lanes that share a settle unit, a power of two; all of them where the tile has fewer
 * @param couplingBits width of a coupling
 * @param context positions that a story may have
 */
public record Size(int lanes, int unitLanes, int couplingBits, int context) {
    /** With fewer lanes than these there is no RoPE pair. */
    public static final int LEAST_LANES = 2;

    public static final int MOST_UNIT_LANES = 16;
    public static final int LEAST_COUPLING_BITS = 4;
    public static final int LEAST_CONTEXT = 16;

    /** Lanes only cost time, a shorter context cuts stories, narrower couplings change every token. */
    private static final int PRICE_OF_HALF_THE_LANES = 1;

    private static final int PRICE_OF_HALF_THE_CONTEXT = 2;
    private static final int PRICE_OF_A_BIT = 2;

    /**
     * All sizes up to this one, in the order in which they are tried: those that give up least first. Larger settle units cost nothing, as they take some cycles in a
     * hundred and leave every number as it is; to halve the lanes costs 1, to halve the context or to take a bit from the couplings 2. Of equal prices the one with
     * more bits goes first, then that with the longer context, then that with smaller units.
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
                    for (int unit = unitLanes; unit <= Math.max(unitLanes, Math.min(MOST_UNIT_LANES, l)); unit *= 2) {
                        sizes.add(new Priced(new Size(l, unit, bits, positions), price));
                    }
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

    /** Whether two sizes are the same but for their settle units. */
    public boolean equalsButForUnits(Size other) {
        return lanes == other.lanes && couplingBits == other.couplingBits && context == other.context;
    }

    /** For people. */
    public String describe() {
        return lanes + " lanes in units of " + Math.min(unitLanes, lanes) + ", couplings of " + couplingBits + " bits, "
                + context + " positions";
    }
}
