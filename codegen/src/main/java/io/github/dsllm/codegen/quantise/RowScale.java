package io.github.dsllm.codegen.quantise;

/** 1/h of a row as mantissa·2<sup>−shift</sup>, the mantissa with its highest bit set. */
record RowScale(int mantissa, int shift) {

    /** The nearest to step·2<sup>exponent</sup>. */
    static RowScale of(double step, int exponent, int scaleBits) {
        int binade = Math.getExponent(step) - (scaleBits - 1);
        long mantissa = (long) Math.rint(Math.scalb(step, -binade));
        if (mantissa == 1L << scaleBits) {
            mantissa >>= 1;
            binade++;
        }
        return new RowScale((int) mantissa, -(binade + exponent));
    }

    /** The smallest scale that the shifter reaches. */
    static RowScale finest(int scaleBits, ShiftRange shifts) {
        return new RowScale(1 << (scaleBits - 1), shifts.largest());
    }

    /** Scale 1, or the nearest to it, for a row without couplings. */
    static RowScale silent(int scaleBits, ShiftRange shifts) {
        return new RowScale(
                1 << (scaleBits - 1), Math.max(shifts.smallest(), Math.min(shifts.largest(), scaleBits - 1)));
    }

    /** The step of the couplings: mantissa·2<sup>−shift − exponent</sup>. */
    double value(int exponent) {
        return Math.scalb((double) mantissa, -shift - exponent);
    }
}
