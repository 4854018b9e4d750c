package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.Tensor;
import java.util.function.IntToDoubleFunction;

/**
 * A weight matrix with factors folded into its rows and columns, computed row by row in float64.
 *
 * @param name for messages
 * @param rowFactor multiplies row i
 * @param columnFactor multiplies column j
 */
record FoldedMatrix(String name, Tensor weights, IntToDoubleFunction rowFactor, IntToDoubleFunction columnFactor) {
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
