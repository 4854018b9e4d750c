package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.model.Tensor;
import org.jspecify.annotations.Nullable;

/** A matrix of trained couplings as a stage sees it: numbers, or symbols where only the shape of a model is known. */
interface Weights {
    int rows();

    int columns();

    /** Couplings of row i, one per column. */
    Row row(int i);

    /** Couplings of column i, one per row. */
    Row column(int i);

    /** Norm and largest coupling, null where they are symbols. */
    @Nullable
    CouplingSummary summary();

    /** Couplings into one free node, by input. */
    @FunctionalInterface
    interface Row {
        Polynomial coupling(int input);
    }

    /** The numbers of a tensor, read when asked for. */
    static Weights of(Tensor tensor) {
        return new Weights() {
            @Override
            public int rows() {
                return tensor.rows();
            }

            @Override
            public int columns() {
                return tensor.columns();
            }

            @Override
            public Row row(int i) {
                float[] row = tensor.row(i);
                return input -> number(row[input]);
            }

            @Override
            public Row column(int i) {
                return input -> number(tensor.get((long) input * tensor.columns() + i));
            }

            @Override
            public CouplingSummary summary() {
                return CouplingSummary.of(tensor);
            }
        };
    }

    /** Weights that nobody has: in the description of a free node, w_j stands for its coupling to input j. */
    static Weights unknown(int rows, int columns) {
        Row symbols = input -> Polynomial.of(1, Node.weight(input));
        return new Weights() {
            @Override
            public int rows() {
                return rows;
            }

            @Override
            public int columns() {
                return columns;
            }

            @Override
            public Row row(int i) {
                return symbols;
            }

            @Override
            public Row column(int i) {
                return symbols;
            }

            @Override
            public @Nullable CouplingSummary summary() {
                return null;
            }
        };
    }

    private static Polynomial number(float weight) {
        return weight == 0 ? Polynomial.ZERO : Polynomial.of(weight);
    }
}
