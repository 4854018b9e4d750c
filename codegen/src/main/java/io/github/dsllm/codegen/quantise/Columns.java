package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.Tensor;
import java.util.Optional;

/** A weight matrix by columns, with its bias, so that one input state times its column is a loop that the compiler vectorises. */
final class Columns {
    private final float[][] columns; // (inputs, outputs)
    private final float[] bias; // (outputs)
    private final float[] sums; // (outputs)

    private Columns(float[][] columns, float[] bias, int outputs) {
        this.columns = columns;
        this.bias = bias;
        this.sums = new float[outputs];
    }

    static Columns of(Tensor matrix, Optional<Tensor> bias) {
        float[][] columns = new float[matrix.columns()][matrix.rows()];
        float[] row = new float[matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.row(i, row);
            for (int j = 0; j < row.length; j++) {
                columns[j][i] = row[j];
            }
        }
        float[] constants = bias.map(vector -> vector.row(0)).orElseGet(() -> new float[matrix.rows()]);
        return new Columns(columns, constants, matrix.rows());
    }

    int outputs() {
        return sums.length;
    }

    /** y = W·x + b for every position; x is (positions, inputs), y (positions, outputs). */
    void multiply(float[] x, float[] y, int positions) {
        for (int p = 0; p < positions; p++) {
            multiply(x, p * columns.length, y, p * sums.length);
        }
    }

    /** y = W·x + b for the vector that begins at {@code from} into the one that begins at {@code to}. */
    void multiply(float[] x, int from, float[] y, int to) {
        System.arraycopy(bias, 0, sums, 0, sums.length);
        ScaledSums.addAll(sums, columns, x, from, 0);
        System.arraycopy(sums, 0, y, to, sums.length);
    }
}
