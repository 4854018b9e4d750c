package io.github.dsllm.codegen.program;

/** GELU with the error function: x/2·(1 + erf(x/√2)). */
public final class GeluMapping implements DifferentiableMapping {
    private static final double BEYOND_WHICH_ERF_IS_ONE = 6;

    @Override
    public String operator() {
        return "gelu";
    }

    @Override
    public double apply(double x) {
        return x * gaussian(x);
    }

    /** Φ(x) + x·φ(x), φ the density of the normal distribution. */
    @Override
    public double slope(double x) {
        return gaussian(x) + x * StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** Φ(x) = (1 + erf(x/√2))/2. */
    private static double gaussian(double x) {
        return (1 + erf(x / Math.sqrt(2))) / 2;
    }

    /** The error function: 2/√π·e^(−z²)·Σ 2^n·z^(2n+1)/(2n+1)!!, whose terms have one sign (Abramowitz and Stegun 7.1.6). */
    public static double erf(double z) {
        if (Math.abs(z) > BEYOND_WHICH_ERF_IS_ONE) {
            return Math.signum(z);
        }
        double term = z;
        double sum = z;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= 2 * z * z / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-z * z) * sum;
    }
}
