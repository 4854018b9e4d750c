package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.model.Tensor;

/**
 * Shape and size of a static coupling matrix.
 *
 * @param norm √ΣJ²
 * @param largest largest |J|
 */
public record CouplingSummary(int rows, int columns, double norm, double largest) {

    static CouplingSummary of(Tensor matrix) {
        double squares = 0;
        double largest = 0;
        float[] row = new float[matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.row(i, row);
            for (float weight : row) {
                squares += (double) weight * weight;
                largest = Math.max(largest, Math.abs(weight));
            }
        }
        return new CouplingSummary(matrix.rows(), matrix.columns(), Math.sqrt(squares), largest);
    }
}
