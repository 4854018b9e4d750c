package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Tensor;
import java.util.Arrays;

/** The same number everywhere, such as a zero point that all codes share. */
record UniformTensor(int rows, int columns, float value) implements Tensor {
    @Override
    public float get(long index) {
        return value;
    }

    @Override
    public void row(int row, float[] destination) {
        Arrays.fill(destination, 0, columns, value);
    }
}
