package io.github.dsllm.codegen.program;

/**
 * Whether A = diag(h) − J is positive definite, by Cholesky's factorisation A = LLᵀ in n³/3 steps; of J only the lower triangle is read.
 *
 * @param row the first row whose pivot is not positive, or the row of the least pivot if all are
 * @param pivot that pivot
 */
public record Cholesky(int row, double pivot) {

    /**
     * Factorises until a pivot is not positive.
     *
     * @param h diagonal (n)
     * @param couplings J (n, n)
     */
    public static Cholesky of(double[] h, double[][] couplings) {
        int n = h.length;
        double[][] factor = new double[n][];
        Cholesky least = new Cholesky(0, Double.POSITIVE_INFINITY);
        for (int i = 0; i < n; i++) {
            factor[i] = new double[i + 1];
            for (int j = 0; j < i; j++) {
                factor[i][j] = (-couplings[i][j] - product(factor[i], factor[j], j)) / factor[j][j];
            }
            double pivot = h[i] - couplings[i][i] - product(factor[i], factor[i], i);
            if (!(pivot > 0)) {
                return new Cholesky(i, pivot);
            }
            least = pivot < least.pivot ? new Cholesky(i, pivot) : least;
            factor[i][i] = Math.sqrt(pivot);
        }
        return least;
    }

    public boolean positiveDefinite() {
        return pivot > 0;
    }

    /** Four partial sums, so that additions need not wait for each other. */
    private static double product(double[] a, double[] b, int count) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int k = 0;
        for (; k + 3 < count; k += 4) {
            sum0 += a[k] * b[k];
            sum1 += a[k + 1] * b[k + 1];
            sum2 += a[k + 2] * b[k + 2];
            sum3 += a[k + 3] * b[k + 3];
        }
        for (; k < count; k++) {
            sum0 += a[k] * b[k];
        }
        return sum0 + sum1 + (sum2 + sum3);
    }
}
