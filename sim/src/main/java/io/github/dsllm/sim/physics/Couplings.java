package io.github.dsllm.sim.physics;

import java.util.Arrays;

/**
 * A sparse matrix of couplings J in compressed rows: the current into node i is Σ_j J_ij σ_j. Immutable by convention; arrays are not copied.
 *
 * @param nodes number of rows and of columns
 * @param starts index of each row's first entry (nodes + 1)
 * @param columns driving node of each entry, ascending within a row
 * @param values J of each entry
 */
public record Couplings(int nodes, int[] starts, int[] columns, double[] values) {

    public Couplings {
        if (starts.length != nodes + 1 || starts[nodes] != columns.length || columns.length != values.length) {
            throw new IllegalArgumentException("arrays of a sparse matrix do not fit together");
        }
    }

    /** No couplings at all. */
    public static Couplings none(int nodes) {
        return new Couplings(nodes, new int[nodes + 1], new int[0], new double[0]);
    }

    /** The entries of a dense square matrix that are not 0. */
    public static Couplings of(double[][] matrix) {
        Builder builder = new Builder(matrix.length);
        for (int i = 0; i < matrix.length; i++) {
            if (matrix[i].length != matrix.length) {
                throw new IllegalArgumentException("row " + i + " has " + matrix[i].length + " couplings, not "
                        + matrix.length + " as there are rows");
            }
            for (int j = 0; j < matrix.length; j++) {
                builder.add(i, j, matrix[i][j]);
            }
        }
        return builder.build();
    }

    /** Number of couplings that are not 0. */
    public int count() {
        return values.length;
    }

    /** out = J σ, in ascending order of the columns. */
    public void multiply(double[] sigma, double[] out) {
        for (int i = 0; i < nodes; i++) {
            double sum = 0;
            for (int k = starts[i]; k < starts[i + 1]; k++) {
                sum += values[k] * sigma[columns[k]];
            }
            out[i] = sum;
        }
    }

    /** J_ij, 0 where there is no coupling; logarithmic in the couplings of the row. */
    public double get(int row, int column) {
        int at = Arrays.binarySearch(columns, starts[row], starts[row + 1], column);
        return at < 0 ? 0 : values[at];
    }

    /** Σ_j |J_ij| of a row without its diagonal. */
    public double absoluteRowSum(int row) {
        double sum = 0;
        for (int k = starts[row]; k < starts[row + 1]; k++) {
            sum += columns[k] == row ? 0 : Math.abs(values[k]);
        }
        return sum;
    }

    /** Jᵀ, in one pass over the entries. */
    public Couplings transposed() {
        int[] next = new int[nodes + 2];
        for (int column : columns) {
            next[column + 2]++;
        }
        for (int i = 0; i < nodes; i++) {
            next[i + 2] += next[i + 1];
        }
        int[] rows = new int[columns.length];
        double[] turned = new double[columns.length];
        for (int i = 0; i < nodes; i++) {
            for (int k = starts[i]; k < starts[i + 1]; k++) {
                int at = next[columns[k] + 1]++;
                rows[at] = i;
                turned[at] = values[k];
            }
        }
        return new Couplings(nodes, Arrays.copyOf(next, nodes + 1), rows, turned);
    }

    /** Whether J_ij = J_ji exactly, everywhere. */
    public boolean symmetric() {
        Couplings other = transposed();
        return Arrays.equals(starts, other.starts)
                && Arrays.equals(columns, other.columns)
                && Arrays.equals(values, other.values);
    }

    /** The couplings among the given nodes, renumbered in their order. */
    public Couplings among(int[] chosen) {
        int[] numbers = new int[nodes];
        Arrays.fill(numbers, -1);
        for (int i = 0; i < chosen.length; i++) {
            numbers[chosen[i]] = i;
        }
        Builder builder = new Builder(chosen.length);
        for (int i = 0; i < chosen.length; i++) {
            for (int k = starts[chosen[i]]; k < starts[chosen[i] + 1]; k++) {
                if (numbers[columns[k]] >= 0) {
                    builder.add(i, numbers[columns[k]], values[k]);
                }
            }
        }
        return builder.build();
    }

    /** All of them as rows of a matrix (nodes, nodes); for small systems. */
    public double[][] dense() {
        double[][] matrix = new double[nodes][nodes];
        for (int i = 0; i < nodes; i++) {
            for (int k = starts[i]; k < starts[i + 1]; k++) {
                matrix[i][columns[k]] = values[k];
            }
        }
        return matrix;
    }

    /** Collects couplings row by row. */
    public static final class Builder {
        private static final int FIRST_CAPACITY = 64;

        private final int nodes;
        private final int[] starts;
        private int[] columns = new int[FIRST_CAPACITY];
        private double[] values = new double[FIRST_CAPACITY];
        private int row;
        private int count;

        public Builder(int nodes) {
            this.nodes = nodes;
            this.starts = new int[nodes + 1];
        }

        /**
         * Adds J_ij; zeros are left out.
         *
         * @throws IllegalArgumentException if rows, or columns within a row, do not ascend
         */
        public Builder add(int i, int j, double coupling) {
            if (i < row || i >= nodes || j < 0 || j >= nodes) {
                throw new IllegalArgumentException(
                        "coupling " + i + ", " + j + " of " + nodes + " nodes, after row " + row);
            }
            while (row < i) {
                starts[++row] = count;
            }
            if (count > starts[row] && columns[count - 1] >= j) {
                throw new IllegalArgumentException("coupling " + i + ", " + j + " comes after a later one of its row");
            }
            if (coupling != 0) {
                if (count == values.length) {
                    columns = Arrays.copyOf(columns, Math.addExact(count, count));
                    values = Arrays.copyOf(values, columns.length);
                }
                columns[count] = j;
                values[count++] = coupling;
            }
            return this;
        }

        public Couplings build() {
            int[] ends = starts.clone();
            Arrays.fill(ends, row + 1, nodes + 1, count);
            return new Couplings(nodes, ends, Arrays.copyOf(columns, count), Arrays.copyOf(values, count));
        }
    }
}
