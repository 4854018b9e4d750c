package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.Tensor;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A weight matrix with factors folded into its rows and columns, computed row by row in float64.
 *
 * @param name for messages
 * @param rowFactor multiplies row i
 * @param columnFactor multiplies column j
 * @param bias added to output i after the row's factor, in units of the output; null for none
 */
record FoldedMatrix(
        String name,
        Tensor weights,
        IntToDoubleFunction rowFactor,
        IntToDoubleFunction columnFactor,
        @Nullable IntToDoubleFunction bias) {
    FoldedMatrix(String name, Tensor weights, IntToDoubleFunction rowFactor, IntToDoubleFunction columnFactor) {
        this(name, weights, rowFactor, columnFactor, null);
    }

    int rows() {
        return weights.rows();
    }

    int columns() {
        return weights.columns();
    }

    void row(int i, double[] destination) {
        float[] row = weights.row(i);
        double factor = rowFactor.applyAsDouble(i);
        for (int j = 0; j < row.length; j++) {
            destination[j] = row[j] * factor * columnFactor.applyAsDouble(j);
        }
    }
}
