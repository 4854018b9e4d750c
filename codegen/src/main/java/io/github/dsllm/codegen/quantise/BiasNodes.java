package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;

/**
 * A bias is couplings to nodes that are clamped to a constant, {@value #COUNT} of them so that it may reach half of what a full-scale state
 * drives through the largest coupling. The constant is fine enough that rounding a bias is lost in the rounding of the other couplings
 * (docs/architectures.md §4).
 */
public final class BiasNodes {
    /** Nodes, and columns that a matrix with a bias has behind its inputs. */
    public static final int COUNT = 4;

    private static final int BELOW_FULL_SCALE = 4;

    private final int octave;
    private final int limit;

    public BiasNodes(Numerics numerics) {
        this.octave = numerics.stateBits() - BELOW_FULL_SCALE;
        this.limit = (1 << (numerics.couplingBits() - 1)) - 1;
    }

    /** Binary logarithm of the constant. */
    public int octave() {
        return octave;
    }

    /** The shift with which CLAMP makes the constant. */
    public int shift() {
        return Numerics.CLAMP_OCTAVE - octave;
    }

    /** The largest sum of the couplings to all nodes. */
    int reach() {
        return COUNT * limit;
    }

    /** The coupling to one of the nodes; all of them make the level, rounded and limited. */
    int coupling(double level, int node) {
        long sum = Math.max(-reach(), Math.min(reach(), Math.round(level)));
        return Math.toIntExact(Math.floorDiv(sum + node, COUNT));
    }
}
