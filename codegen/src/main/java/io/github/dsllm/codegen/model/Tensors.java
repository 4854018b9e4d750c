package io.github.dsllm.codegen.model;

import java.util.function.IntUnaryOperator;

/** Views of tensors: nothing is copied but where it is said. */
public final class Tensors {
    private Tensors() {}

    /** No rows of so many columns: a matrix that an architecture does not have. */
    public static Tensor none(int columns) {
        return of(0, columns, (row, destination) -> {
            throw new IndexOutOfBoundsException("row " + row + " of none");
        });
    }

    /** One row of given values, which are not copied. */
    public static Tensor vector(float[] values) {
        return of(1, values.length, (row, destination) -> System.arraycopy(values, 0, destination, 0, values.length));
    }

    /** Rows of given values one behind the other, which are not copied. */
    public static Tensor matrix(float[] values, int rows, int columns) {
        return of(
                rows, columns, (row, destination) -> System.arraycopy(values, row * columns, destination, 0, columns));
    }

    /** {@code count} rows of a tensor from {@code first} on. */
    public static Tensor rows(Tensor tensor, int first, int count) {
        if (first < 0 || count < 0 || first + count > tensor.rows()) {
            throw new IndexOutOfBoundsException("rows " + first + " + " + count + " of " + tensor.describe());
        }
        return of(count, tensor.columns(), (row, destination) -> tensor.row(first + row, destination));
    }

    /** {@code count} values of a vector from {@code first} on. */
    public static Tensor part(Tensor vector, int first, int count) {
        if (first < 0 || count < 0 || first + count > vector.columns()) {
            throw new IndexOutOfBoundsException("values " + first + " + " + count + " of " + vector.describe());
        }
        return of(1, count, (row, destination) -> System.arraycopy(vector.row(0), first, destination, 0, count));
    }

    /** Columns as rows: weights that a file holds as (inputs, outputs). */
    public static Tensor transposed(Tensor tensor) {
        return of(tensor.columns(), tensor.rows(), (row, destination) -> {
            for (int i = 0; i < tensor.rows(); i++) {
                destination[i] = tensor.get((long) i * tensor.columns() + row);
            }
        });
    }

    /** {@code count} rows, of which row i stands at {@code order(i)}. */
    public static Tensor permuted(Tensor tensor, int count, IntUnaryOperator order) {
        return of(count, tensor.columns(), (row, destination) -> tensor.row(order.applyAsInt(row), destination));
    }

    /** {@code count} values, of which value i stands at {@code order(i)}. */
    public static Tensor permutedVector(Tensor vector, int count, IntUnaryOperator order) {
        return of(1, count, (row, destination) -> {
            float[] values = vector.row(0);
            for (int i = 0; i < count; i++) {
                destination[i] = values[order.applyAsInt(i)];
            }
        });
    }

    /** Computes a row when it is asked for. */
    @FunctionalInterface
    public interface RowReader {
        void read(int row, float[] destination);
    }

    /** A tensor whose rows somebody computes. */
    public static Tensor of(int rows, int columns, RowReader reader) {
        return new Tensor() {
            @Override
            public int rows() {
                return rows;
            }

            @Override
            public int columns() {
                return columns;
            }

            @Override
            public void row(int row, float[] destination) {
                reader.read(row, destination);
            }
        };
    }
}
