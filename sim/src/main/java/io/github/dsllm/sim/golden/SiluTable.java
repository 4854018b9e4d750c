package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.isa.Descriptor;

/** All results of one SILU descriptor for 16-bit nodes, because a look is faster than an exponential and a division. */
final class SiluTable {
    private static final int BITS = 16;
    private static final int OFFSET = 1 << (BITS - 1);

    private final int[] results = new int[1 << BITS]; // by x + 2^15

    SiluTable(SiluNode node) {
        for (int i = 0; i < results.length; i++) {
            results[i] = (int) FixedPoint.saturate(node.settle(node.current(i - OFFSET)), Integer.SIZE);
        }
    }

    /** What decides about the results, apart from the image. */
    record Key(int shift, int shift2, int steps, boolean plain) {
        static Key of(Descriptor d) {
            return new Key(d.shift(), d.shift2(), d.steps(), d.has(Descriptor.Flag.PLAIN));
        }
    }

    static boolean holds(Numerics numerics) {
        return numerics.stateBits() <= BITS;
    }

    boolean contains(int x) {
        return x >= -OFFSET && x < OFFSET;
    }

    /** The result, not saturated to the node's width yet. */
    int result(int x) {
        return results[x + OFFSET];
    }
}
