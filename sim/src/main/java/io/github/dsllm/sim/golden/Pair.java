package io.github.dsllm.sim.golden;

/**
 * Two 32-bit sums in one 64-bit number, low + high·2^32: one multiplication and one addition serve both, because carries out of the low half are undone when it
 * is read. Exact as long as both sums fit 32 bits; products on the way need not.
 */
final class Pair {
    private Pair() {}

    static long of(int low, int high) {
        return low + ((long) high << 32);
    }

    static int low(long pair) {
        return (int) pair;
    }

    static int high(long pair) {
        return (int) ((pair - (int) pair) >> 32);
    }
}
