package io.github.dsllm.codegen.chip;

/** The two operations that every result passes through; sums and products between them are exact. */
public final class FixedPoint {
    private FixedPoint() {}

    /** R(x, n): x·2<sup>−n</sup> rounded half up (−0.5 becomes 0); n ≤ 0 shifts left. */
    public static long round(long x, int n) {
        return n <= 0 ? x << -n : (x + (1L << (n - 1))) >> n;
    }

    /** Clamps to the signed range of the given width. */
    public static long saturate(long x, int bits) {
        long limit = 1L << (bits - 1);
        return Math.max(-limit, Math.min(limit - 1, x));
    }

    /** Number of bits of a non-negative value; 0 has none. */
    public static int bitLength(long x) {
        return 64 - Long.numberOfLeadingZeros(x);
    }

    /** The least n with 2^n ≥ x, of a positive x. */
    public static int ceilLog2(int x) {
        return bitLength(x - 1L);
    }
}
