package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.model.Tensor;
import java.util.Arrays;

/**
 * A matrix times a vector in float32, each output summed over its inputs in ascending order as in llama2.c.
 *
 * <p>Small matrices are kept transposed in the heap, where the just-in-time compiler vectorises over outputs without changing the order of any sum;
 * large ones stay memory-mapped and are read row by row.
 */
abstract sealed class Projection {
    private static final long LARGEST_IN_HEAP = 4 << 20;

    static Projection of(Tensor weights) {
        return weights.size() <= LARGEST_IN_HEAP ? new Transposed(weights) : new Mapped(weights);
    }

    /** Writes {@code weights · in} to {@code out}. */
    abstract void apply(float[] in, float[] out);

    static final class Transposed extends Projection {
        private final int rows;
        private final int columns;
        private final float[] weights; // (columns, rows)

        Transposed(Tensor tensor) {
            rows = tensor.rows();
            columns = tensor.columns();
            weights = new float[rows * columns];
            float[] row = new float[columns];
            for (int r = 0; r < rows; r++) {
                tensor.row(r, row);
                for (int c = 0; c < columns; c++) {
                    weights[c * rows + r] = row[c];
                }
            }
        }

        @Override
        void apply(float[] in, float[] out) {
            Arrays.fill(out, 0, rows, 0);
            for (int c = 0; c < columns; c++) {
                accumulate(weights, c * rows, in[c], out, rows);
            }
        }

        private static void accumulate(float[] weights, int offset, float x, float[] out, int rows) {
            for (int r = 0; r < rows; r++) {
                out[r] += weights[offset + r] * x;
            }
        }
    }

    static final class Mapped extends Projection {
        private final Tensor weights;
        private final float[] row;

        Mapped(Tensor weights) {
            this.weights = weights;
            this.row = new float[weights.columns()];
        }

        @Override
        void apply(float[] in, float[] out) {
            for (int r = 0; r < weights.rows(); r++) {
                weights.row(r, row);
                float sum = 0;
                for (int c = 0; c < row.length; c++) {
                    sum += row[c] * in[c];
                }
                out[r] = sum;
            }
        }
    }
}
