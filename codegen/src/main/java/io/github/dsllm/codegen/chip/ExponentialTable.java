package io.github.dsllm.codegen.chip;

/**
 * E(t) = 2<sup>−t</sup> for t ≥ 0 with Ft binary places, result with Fp places. The table holds 2<sup>−u</sup> with cb places: u is the fraction of t
 * for {@linkplain Exponential#octaves() octave} kinds, t itself below 4 for the others.
 */
public final class ExponentialTable {
    /** Euler steps in which {@link Exponential#DISCHARGE} falls through one octave at most. */
    public static final int DISCHARGE_STEPS = 256;

    private static final double[] CUBIC = {1, -0.69158743, 0.23115849, -0.03961578};

    private final Numerics numerics;
    private final int[] entries;

    public ExponentialTable(Numerics numerics) {
        this.numerics = numerics;
        this.entries = new int[1 << addressBits(numerics)];
        for (int u = 0; u < entries.length; u++) {
            entries[u] = switch (numerics.exponential()) {
                case CUBIC -> cubic(u);
                case DISCHARGE -> discharge(u);
                case TAYLOR3 -> taylor3(u);
            };
        }
    }

    /** c0 … c3 of {@link Exponential#CUBIC}: 2<sup>−u</sup> ≈ c0 + c1·u + c2·u² + c3·u³ for u in [0, 1). */
    public static double[] cubicCoefficients() {
        return CUBIC.clone();
    }

    /** Address bits of the table: Ft, and two more where t itself is the address. */
    public static int addressBits(Numerics numerics) {
        return numerics.exponentFraction() + (numerics.exponential().octaves() ? 0 : 2);
    }

    /** Smallest t at which the result is 0 without a look into the table. */
    public static long zeroFrom(Numerics numerics) {
        int octaves = numerics.exponential().octaves() ? numerics.weightFraction() + 2 : 4;
        return (long) octaves << numerics.exponentFraction();
    }

    /** The entries, 0 … 2^cb, by address. */
    public int[] entries() {
        return entries.clone();
    }

    /** The definition that golden model and RTL share: t ≥ 0 in, f in 0 … 2^Fp out. */
    public long evaluate(long t) {
        if (t >= zeroFrom(numerics)) {
            return 0;
        }
        int octave = numerics.exponential().octaves() ? (int) (t >> numerics.exponentFraction()) : 0;
        int entry = entries[(int) t & (entries.length - 1)];
        return FixedPoint.round(entry, octave + numerics.tableFraction() - numerics.weightFraction());
    }

    private int cubic(int u) {
        long p = coefficient(3);
        for (int degree = 2; degree >= 0; degree--) {
            p = coefficient(degree) + FixedPoint.round(p * u, numerics.exponentFraction());
        }
        return (int) p;
    }

    private long coefficient(int degree) {
        return (long) Math.rint(CUBIC[degree] * (1L << numerics.tableFraction()));
    }

    private int discharge(int u) {
        int guard = 30 - numerics.tableFraction();
        double selfReaction = Math.log(2) * u / (1L << numerics.exponentFraction());
        long decay = (long) Math.rint(selfReaction / DISCHARGE_STEPS * (1L << 32));
        long charge = 1L << 30;
        for (int step = 0; step < DISCHARGE_STEPS; step++) {
            charge -= FixedPoint.round(charge * decay, 32);
        }
        return (int) FixedPoint.round(charge, guard);
    }

    private int taylor3(int t) {
        double x = -Math.log(2) * t / (1L << numerics.exponentFraction());
        return (int) Math.rint(Math.max(0, 1 + x * (1 + x * (0.5 + x / 6))) * (1L << numerics.tableFraction()));
    }
}
