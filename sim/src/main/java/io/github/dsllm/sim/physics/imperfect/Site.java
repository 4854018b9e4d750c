package io.github.dsllm.sim.physics.imperfect;

import java.util.SplittableRandom;

/**
 * A group of nodes with its couplings.
 *
 * @param layer of the model; 0 for a free-standing system
 * @param name within the layer
 */
public record Site(int layer, String name) {
    private static final long MIX = 0x9E3779B97F4A7C15L;

    /** Random numbers of this place alone, so that chips do not depend on the order in which places are visited. */
    public SplittableRandom random(long seed, String purpose) {
        return random(seed, purpose, 0);
    }

    /** The same for one of many rows. */
    public SplittableRandom random(long seed, String purpose, int row) {
        long mixed = seed * MIX + purpose.hashCode();
        mixed = (mixed ^ mixed >>> 31) * MIX + name.hashCode();
        mixed = (mixed ^ mixed >>> 29) * MIX + layer;
        mixed = (mixed ^ mixed >>> 32) * MIX + row;
        return new SplittableRandom(mixed);
    }
}
