package io.github.dsllm.codegen.quantise;

/** Sums of scaled rows. Arrays are indexed from the loop variable alone: with an offset the compiler does not vectorise, which costs a factor of five. */
final class ScaledSums {
    private ScaledSums() {}

    /** y += factor·x from {@code from} on. */
    static void add(float[] y, float[] x, float factor, int from) {
        for (int i = from; i < y.length; i++) {
            y[i] += factor * x[i];
        }
    }

    /** y += Σ_k factors[first + k]·rows[k] over all rows. */
    static void addAll(float[] y, float[][] rows, float[] factors, int first, int from) {
        int k = 0;
        for (; k + 4 <= rows.length; k += 4) {
            int at = first + k;
            addFour(
                    y,
                    rows[k],
                    rows[k + 1],
                    rows[k + 2],
                    rows[k + 3],
                    factors[at],
                    factors[at + 1],
                    factors[at + 2],
                    factors[at + 3],
                    from);
        }
        for (; k < rows.length; k++) {
            add(y, rows[k], factors[first + k], from);
        }
    }

    private static void addFour(
            float[] y,
            float[] x0,
            float[] x1,
            float[] x2,
            float[] x3,
            float f0,
            float f1,
            float f2,
            float f3,
            int from) {
        for (int i = from; i < y.length; i++) {
            y[i] += f0 * x0[i] + f1 * x1[i] + f2 * x2[i] + f3 * x3[i];
        }
    }
}
