package io.github.dsllm.codegen.chip;

/**
 * What C_EVOLVE does to a coupling word (docs/rtl-training.md): its word is a <em>master</em> M of couplingBits + masterBits bits, of which the lanes multiply with the upper
 * couplingBits.
 *
 * @param masterBits bits of M below those that the lanes multiply with, 0 … 16
 * @param rounding how the product of an update is rounded to a unit of M
 * @param seed start of the LFSR of stochastic rounding, not 0; without meaning for the nearest
 */
public record CouplingTraining(int masterBits, UpdateRounding rounding, int seed) {
    /** Node tables of a core that learns. */
    public static final int NODE_TABLES = 4;

    /** Master bits of a chip spec that says nothing else. */
    public static final int DEFAULT_MASTER_BITS = 12;

    private static final int MOST_MASTER_BITS = 16;

    public CouplingTraining {
        require(masterBits >= 0 && masterBits <= MOST_MASTER_BITS, "a coupling has 0 to 16 master bits");
        require(seed != 0, "seed 0 would hold the shift register of the rounding at 0 for ever");
    }

    /** What M exceeds the coupling's value by, in units of M, so that its upper bits are the value rounded to the nearest: half a coupling's unit. */
    public int half() {
        return masterBits == 0 ? 0 : 1 << (masterBits - 1);
    }

    /** M of a coupling. */
    public int master(int coupling) {
        return (coupling << masterBits) + half();
    }

    /** The coupling that the lanes multiply with: R(M − half, masterBits). */
    public short coupling(int master) {
        return (short) (master >> masterBits);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
