package io.github.dsllm.codegen.model;

/**
 * A read-only matrix or vector of weights that lives outside the heap until it is asked for.
 *
 * <p>Values are row major; a vector is one row. Reading is safe from several threads.
 */
public interface Tensor {
    /** Number of rows; 1 for a vector. */
    int rows();

    /** Number of values per row. */
    int columns();

    /** Copies row {@code row} into the first {@link #columns()} places of {@code destination}. */
    void row(int row, float[] destination);

    /** Number of values. */
    default long size() {
        return (long) rows() * columns();
    }

    /** The value at {@code index} of the row-major order. */
    default float get(long index) {
        float[] row = new float[columns()];
        row((int) (index / columns()), row);
        return row[(int) (index % columns())];
    }

    /** Copies row {@code row}. */
    default float[] row(int row) {
        float[] values = new float[columns()];
        row(row, values);
        return values;
    }

    /** "rows × columns". */
    default String describe() {
        return rows() + " × " + columns();
    }
}
