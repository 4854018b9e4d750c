package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;

/** Chooses a token: the first of the largest logits, or at random with weights 2^−((M − l)·inverse temperature). */
final class Sampler {
    private static final int REGISTER_BITS = 32;

    private final ExponentialLookup exponential;
    private final int polynomial;
    private int register;

    Sampler(ExponentialLookup exponential, int polynomial) {
        this.exponential = exponential;
        this.polynomial = polynomial;
    }

    void seed(int seed) {
        register = seed;
    }

    static int argMax(int[] nodes, int first, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (nodes[first + i] > nodes[first + best]) {
                best = i;
            }
        }
        return best;
    }

    int sample(int[] nodes, int first, int count, long inverseTemperature, int shift) {
        long maximum = nodes[first + argMax(nodes, first, count)];
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weight(maximum - nodes[first + i], inverseTemperature, shift);
        }
        long threshold = highPart(shifted(), sum);
        long prefix = 0;
        for (int i = 0; i < count; i++) {
            prefix += weight(maximum - nodes[first + i], inverseTemperature, shift);
            if (prefix > threshold) {
                return i;
            }
        }
        throw new AssertionError("the prefix sum of all weights exceeds any fraction of it");
    }

    private int weight(long distance, long inverseTemperature, int shift) {
        return exponential.weight(FixedPoint.round(distance * inverseTemperature, shift));
    }

    private static long highPart(long u, long sum) {
        return u * (sum >>> REGISTER_BITS) + (u * (sum & 0xFFFF_FFFFL) >>> REGISTER_BITS);
    }

    private long shifted() {
        for (int shift = 0; shift < REGISTER_BITS; shift++) {
            int lowest = register & 1;
            register >>>= 1;
            if (lowest == 1) {
                register ^= polynomial;
            }
        }
        return register & 0xFFFF_FFFFL;
    }
}
