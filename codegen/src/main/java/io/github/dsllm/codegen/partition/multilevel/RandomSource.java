package io.github.dsllm.codegen.partition.multilevel;

/**
 * Random numbers that are the same in every version of Java: SplitMix64.
 *
 * <p>Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 */
final class RandomSource {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    RandomSource(long seed) {
        state = seed;
    }

    long nextLong() {
        state += GOLDEN;
        long mixed = state;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** A number from 0 up to but without {@code bound}; the bias is below bound / 2^32. */
    int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** Puts the first {@code length} values into random order; O(length). */
    void shuffle(int[] values, int length) {
        for (int last = length - 1; last > 0; last--) {
            int other = nextInt(last + 1);
            int value = values[last];
            values[last] = values[other];
            values[other] = value;
        }
    }

    int[] permutation(int length) {
        int[] values = new int[length];
        for (int index = 0; index < length; index++) {
            values[index] = index;
        }
        shuffle(values, length);
        return values;
    }
}
