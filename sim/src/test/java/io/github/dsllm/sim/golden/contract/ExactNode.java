package io.github.dsllm.sim.golden.contract;

import static io.github.dsllm.sim.golden.contract.Exact.of;
import static io.github.dsllm.sim.golden.contract.Exact.powerOfTwo;
import static io.github.dsllm.sim.golden.contract.Exact.round;

import io.github.dsllm.codegen.chip.Numerics;
import java.math.BigInteger;

/** Division, reciprocal root and exponential of docs/isa.md §3 in {@link Exact} arithmetic. */
final class ExactNode {
    private final Numerics numerics;
    private final int[] exponentialTable;

    ExactNode(Numerics numerics, int[] exponentialTable) {
        this.numerics = numerics;
        this.exponentialTable = exponentialTable;
    }

    BigInteger weight(BigInteger t) {
        int ft = numerics.exponentFraction();
        boolean octaves = numerics.exponential().octaves();
        int zeroFrom = (octaves ? numerics.weightFraction() + 2 : 4) << ft;
        if (t.compareTo(of(zeroFrom)) >= 0) {
            return BigInteger.ZERO;
        }
        int k = octaves ? t.shiftRight(ft).intValueExact() : 0;
        int address = t.mod(of(exponentialTable.length)).intValueExact();
        return round(of(exponentialTable[address]), k + numerics.tableFraction() - numerics.weightFraction());
    }

    BigInteger divide(BigInteger b, BigInteger h, int kk, int steps, boolean plain) {
        int wh = numerics.divisorBits();
        int e = Exact.exponentOf(h);
        BigInteger hn = round(h, e - wh);
        BigInteger bn = round(b, e - kk - numerics.guardBits());
        BigInteger estimate = plain ? powerOfTwo(14) : of(estimate(hn));
        BigInteger y = BigInteger.ZERO;
        for (int step = 0; step < steps; step++) {
            BigInteger rest = bn.subtract(round(hn.multiply(y), wh));
            y = y.add(round(rest.multiply(estimate), 14));
        }
        return round(y, numerics.guardBits());
    }

    private long estimate(BigInteger hn) {
        int size = 1 << numerics.reciprocalTableBits();
        int scale = numerics.divisorBits() - 1 - numerics.reciprocalTableBits();
        int address = Math.min(hn.shiftRight(scale).intValueExact() - size, size - 1);
        return Math.round(16384 / (0.5 + (address + 0.5) / (2.0 * size)));
    }

    /** Mantissa and exponent of 1/√v. */
    BigInteger[] rsqrt(BigInteger v) {
        int fr = numerics.rsqrtFraction();
        int fm = numerics.rsqrtInputFraction();
        int e = (v.bitLength() + 1) / 2;
        BigInteger m = round(v, 2 * e - fm);
        BigInteger r =
                of(Math.round(2.13274 * (1 << fr))).subtract(round(of(79872).multiply(m), 16 + fm - fr));
        for (int step = 0; step < numerics.rsqrtSteps(); step++) {
            BigInteger b = round(m.multiply(round(r.multiply(r), fr)), fm);
            BigInteger next = r.add(round(r.multiply(powerOfTwo(fr).subtract(b)), fr + 1));
            r = next.min(powerOfTwo(fr + 1).subtract(BigInteger.ONE));
        }
        return new BigInteger[] {r, of(e)};
    }
}
