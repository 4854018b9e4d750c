package io.github.dsllm.sim.training.kernel;

/** Matrix products in plain Java: one row of C at a time, B with neighbouring columns side by side, which the JIT turns into vector instructions. */
public final class PlainProducts implements FloatProducts {

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public void addProduct(Matrix a, Matrix b, Matrix c) {
        int n = c.columns();
        float[] aValues = FloatValues.array(a);
        float[] cValues = FloatValues.array(c);
        boolean inPlace = b.columnStride() == 1;
        float[] bValues = inPlace ? FloatValues.array(b) : rows(b);
        int bStart = inPlace ? b.start() : 0;
        int bStride = inPlace ? b.rowStride() : n;
        float[] sums = new float[n];
        for (int i = 0; i < c.rows(); i++) {
            int row = c.index(i, 0);
            for (int j = 0; j < n; j++) {
                sums[j] = cValues[row + j * c.columnStride()];
            }
            int index = a.index(i, 0);
            for (int k = 0; k < a.columns(); k++, index += a.columnStride()) {
                addRow(aValues[index], bValues, bStart + k * bStride, sums);
            }
            for (int j = 0; j < n; j++) {
                cValues[row + j * c.columnStride()] = sums[j];
            }
        }
    }

    private static void addRow(float factor, float[] rows, int start, float[] sums) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] = Math.fma(factor, rows[start + j], sums[j]);
        }
    }

    private static float[] rows(Matrix matrix) {
        float[] from = FloatValues.array(matrix);
        float[] rows = new float[matrix.rows() * matrix.columns()];
        for (int j = 0; j < matrix.columns(); j++) {
            for (int i = 0; i < matrix.rows(); i++) {
                rows[i * matrix.columns() + j] = from[matrix.index(i, j)];
            }
        }
        return rows;
    }
}
