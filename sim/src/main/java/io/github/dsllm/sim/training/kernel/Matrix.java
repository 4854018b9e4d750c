package io.github.dsllm.sim.training.kernel;

import java.util.Objects;

/**
 * A view of values as a matrix: element (i, j) is value {@code start + i·rowStride + j·columnStride}. Transposing and cutting out rows or columns copies nothing.
 *
 * @param values where the numbers are
 * @param start index of element (0, 0)
 * @param rows at least 0
 * @param columns at least 0
 */
public record Matrix(Values values, int start, int rows, int columns, int rowStride, int columnStride) {

    public Matrix {
        if (rows < 0 || columns < 0 || rowStride < 0 || columnStride < 0) {
            throw new IllegalArgumentException("a matrix of " + rows + " × " + columns);
        }
        if (rows > 0 && columns > 0) {
            long last = start + (rows - 1L) * rowStride + (columns - 1L) * columnStride;
            Objects.checkIndex(start, values.length());
            Objects.checkIndex(last, (long) values.length());
        }
    }

    /** Rows one after another from {@code start} on. */
    public static Matrix of(Values values, int start, int rows, int columns) {
        return new Matrix(values, start, rows, columns, columns, 1);
    }

    /** A new matrix of zeros. */
    public static Matrix zeros(Precision precision, int rows, int columns) {
        return of(precision.zeros(Math.multiplyExact(rows, columns)), 0, rows, columns);
    }

    /** A new matrix of zeros of the same type. */
    public Matrix zeros(int newRows, int newColumns) {
        return of(values.zeros(Math.multiplyExact(newRows, newColumns)), 0, newRows, newColumns);
    }

    /** A new matrix of the same elements, rows one after another. */
    public Matrix copy() {
        Matrix copy = zeros(rows, columns);
        values.copy(this, copy.values);
        return copy;
    }

    /** Index of an element in {@link #values}. */
    public int index(int row, int column) {
        return start + row * rowStride + column * columnStride;
    }

    public double get(int row, int column) {
        return values.get(index(row, column));
    }

    public void set(int row, int column, double value) {
        values.set(index(row, column), value);
    }

    public void add(int row, int column, double value) {
        values.add(index(row, column), value);
    }

    /** Copies the first {@code count} elements of a row; columns must lie side by side. */
    public void read(int row, int count, double[] to) {
        values.read(side(row, count), count, to);
    }

    /** Stores the first {@code count} elements of a row; columns must lie side by side. */
    public void write(int row, int count, double[] of) {
        values.write(side(row, count), count, of);
    }

    /** Index of a row that has so many elements side by side. */
    private int side(int row, int count) {
        if (columnStride != 1 || count > columns) {
            throw new IllegalArgumentException(count + " elements side by side in a row of " + describe());
        }
        return index(row, 0);
    }

    public Matrix transposed() {
        return new Matrix(values, start, columns, rows, columnStride, rowStride);
    }

    /** {@code count} rows from {@code first} on. */
    public Matrix rowRange(int first, int count) {
        Objects.checkFromIndexSize(first, count, rows);
        return new Matrix(values, start + first * rowStride, count, columns, rowStride, columnStride);
    }

    /** {@code count} columns from {@code first} on. */
    public Matrix columnRange(int first, int count) {
        Objects.checkFromIndexSize(first, count, columns);
        return new Matrix(values, start + first * columnStride, rows, count, rowStride, columnStride);
    }

    /** Sets all elements to 0. */
    public void zero() {
        for (int i = 0; i < rows; i++) {
            if (columnStride == 1) {
                values.zero(index(i, 0), columns);
            } else {
                for (int j = 0; j < columns; j++) {
                    set(i, j, 0);
                }
            }
        }
    }

    /** This += other, element by element. */
    public void addAll(Matrix other) {
        requireSize(other.rows, other.columns);
        for (int i = 0; i < rows; i++) {
            if (columnStride == 1 && other.columnStride == 1) {
                values.add(index(i, 0), columns, other.values, other.index(i, 0));
            } else {
                for (int j = 0; j < columns; j++) {
                    add(i, j, other.get(i, j));
                }
            }
        }
    }

    /** Every row of this += the one row of {@code other}. */
    public void addToRows(Matrix other) {
        for (int i = 0; i < rows; i++) {
            rowRange(i, 1).addAll(other);
        }
    }

    /** The one row of this += every row of {@code other}, in ascending order. */
    public void addRows(Matrix other) {
        for (int i = 0; i < other.rows; i++) {
            addAll(other.rowRange(i, 1));
        }
    }

    /**
     * This += a·b. Every element is a chain of additions over ascending k that begins with the value that is there; in float32 each is a fused multiply-add.
     */
    public void addProduct(Matrix a, Matrix b) {
        requireSize(a.rows, b.columns);
        if (a.columns != b.rows) {
            throw new IllegalArgumentException(a.describe() + " times " + b.describe());
        }
        values.addProduct(a, b, this);
    }

    /** This = a·b. */
    public void setProduct(Matrix a, Matrix b) {
        zero();
        addProduct(a, b);
    }

    private void requireSize(int otherRows, int otherColumns) {
        if (rows != otherRows || columns != otherColumns) {
            throw new IllegalArgumentException(describe() + " is not " + otherRows + " × " + otherColumns);
        }
    }

    /** "rows × columns". */
    public String describe() {
        return rows + " × " + columns;
    }
}
