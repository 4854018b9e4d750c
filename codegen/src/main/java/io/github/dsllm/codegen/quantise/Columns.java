package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.Tensor;
import java.util.Arrays;

/** A weight matrix by columns, so that one input state times its column is a loop that the compiler vectorises. */
final class Columns {
    private final int inputs;
    private final int outputs;
    private final float[] values; // (inputs, outputs)

    private Columns(int inputs, int outputs, float[] values) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.values = values;
    }

    static Columns of(Tensor matrix) {
        int outputs = matrix.rows();
        int inputs = matrix.columns();
        float[] values = new float[Math.multiplyExact(inputs, outputs)];
        float[] row = new float[inputs];
        for (int i = 0; i < outputs; i++) {
            matrix.row(i, row);
            for (int j = 0; j < inputs; j++) {
                values[j * outputs + i] = row[j];
            }
        }
        return new Columns(inputs, outputs, values);
    }

    int outputs() {
        return outputs;
    }

    /** y = W·x for every position; x is (positions, inputs), y (positions, outputs). */
    void multiply(float[] x, float[] y, int positions) {
        for (int p = 0; p < positions; p++) {
            multiply(x, p * inputs, y, p * outputs);
        }
    }

    /** y = W·x for the vector that begins at {@code from} into the one that begins at {@code to}. */
    void multiply(float[] x, int from, float[] y, int to) {
        Arrays.fill(y, to, to + outputs, 0);
        int j = 0;
        for (; j + 4 <= inputs; j += 4) {
            accumulateFour(x[from + j], x[from + j + 1], x[from + j + 2], x[from + j + 3], j * outputs, y, to);
        }
        for (; j < inputs; j++) {
            float xj = x[from + j];
            for (int i = 0, at = j * outputs; i < outputs; i++) {
                y[to + i] += xj * values[at + i];
            }
        }
    }

    private void accumulateFour(float x0, float x1, float x2, float x3, int at, float[] y, int to) {
        int second = at + outputs;
        int third = second + outputs;
        int fourth = third + outputs;
        for (int i = 0; i < outputs; i++) {
            y[to + i] +=
                    x0 * values[at + i] + x1 * values[second + i] + x2 * values[third + i] + x3 * values[fourth + i];
        }
    }
}
