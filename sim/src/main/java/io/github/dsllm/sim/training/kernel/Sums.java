package io.github.dsllm.sim.training.kernel;

/**
 * Sums in float64 as four chains whose additions do not wait for each other: element i belongs to chain i mod 4, and chains are added as (0 + 1) + (2 + 3). The
 * order is the same on every machine and for any number of threads.
 */
public final class Sums {
    private static final int CHAINS = 4;

    private Sums() {}

    /** Σ x_i over the first {@code count} elements. */
    public static double of(double[] x, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= count - CHAINS; i += CHAINS) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
        }
        s0 += i < count ? x[i] : 0;
        s1 += i + 1 < count ? x[i + 1] : 0;
        s2 += i + 2 < count ? x[i + 2] : 0;
        return (s0 + s1) + (s2 + s3);
    }

    /** Σ a_i·b_i over the first {@code count} elements; products are rounded before they are added. */
    public static double ofProducts(double[] a, double[] b, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= count - CHAINS; i += CHAINS) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        s0 += i < count ? a[i] * b[i] : 0;
        s1 += i + 1 < count ? a[i + 1] * b[i + 1] : 0;
        s2 += i + 2 < count ? a[i + 2] * b[i + 2] : 0;
        return (s0 + s1) + (s2 + s3);
    }
}
