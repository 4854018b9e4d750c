package io.github.dsllm.sim.training.pass;

import io.github.dsllm.sim.training.kernel.Matrix;

/**
 * Products of attention, by blocks of rows: couplers to positions after a block are open and left out. Inside the block of the diagonal they count, so whoever fills a
 * matrix of couplers writes zeros there with {@link #open}.
 */
public final class Causal {
    private static final int BLOCK = 32;

    private Causal() {}

    /** S = A·Bᵀ, without what lies right of the diagonal's block. */
    public static void scores(Matrix a, Matrix b, Matrix s) {
        Matrix columns = b.transposed().copy(); // side by side, so that products of blocks read them in place
        for (int row = 0; row < s.rows(); row += BLOCK) {
            int count = Math.min(BLOCK, s.rows() - row);
            int reached = row + count;
            s.rowRange(row, count)
                    .columnRange(0, reached)
                    .setProduct(a.rowRange(row, count), columns.columnRange(0, reached));
        }
    }

    /** Y += F·V. */
    public static void addProduct(Matrix f, Matrix v, Matrix y) {
        for (int row = 0; row < f.rows(); row += BLOCK) {
            int count = Math.min(BLOCK, f.rows() - row);
            int reached = row + count;
            y.rowRange(row, count).addProduct(f.rowRange(row, count).columnRange(0, reached), v.rowRange(0, reached));
        }
    }

    /** Y += Fᵀ·G. */
    public static void addTransposed(Matrix f, Matrix g, Matrix y) {
        for (int row = 0; row < f.rows(); row += BLOCK) {
            int count = Math.min(BLOCK, f.rows() - row);
            int reached = row + count;
            Matrix couplers = f.rowRange(row, count).columnRange(0, reached);
            y.rowRange(0, reached).addProduct(couplers.transposed(), g.rowRange(row, count));
        }
    }

    /** Zeros right of the diagonal in a row, as far as products read. */
    public static void open(Matrix f, int row) {
        int reached = Math.min(f.rows(), (row / BLOCK + 1) * BLOCK);
        f.values().zero(f.index(row, 0) + row + 1, reached - row - 1);
    }
}
