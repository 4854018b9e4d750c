package io.github.dsllm.sim.golden.contract;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** docs/isa.md §3 once more, written for clarity: integers without width, rounding by decimal arithmetic. */
final class Exact {
    private Exact() {}

    static BigInteger of(long value) {
        return BigInteger.valueOf(value);
    }

    static BigInteger powerOfTwo(int exponent) {
        return BigInteger.ONE.shiftLeft(exponent);
    }

    /** x·2^−n to the nearest integer, halves up. */
    static BigInteger round(BigInteger x, int n) {
        if (n <= 0) {
            return x.multiply(powerOfTwo(-n));
        }
        BigDecimal half = new BigDecimal("0.5");
        return new BigDecimal(x)
                .divide(new BigDecimal(powerOfTwo(n)))
                .add(half)
                .setScale(0, RoundingMode.FLOOR)
                .toBigIntegerExact();
    }

    static BigInteger saturate(BigInteger x, int bits) {
        BigInteger limit = powerOfTwo(bits - 1);
        return x.max(limit.negate()).min(limit.subtract(BigInteger.ONE));
    }

    /** 2^(e−1) &lt; x ≤ 2^e gives e. */
    static int exponentOf(BigInteger x) {
        int e = 0;
        while (powerOfTwo(e).compareTo(x) < 0) {
            e++;
        }
        return e;
    }
}
