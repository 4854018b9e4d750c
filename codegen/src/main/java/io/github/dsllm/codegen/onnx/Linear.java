package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Tensor;
import java.util.Optional;

/**
 * A projection in a graph: y = W·x + b.
 *
 * @param product the value W·x, which tells projections apart
 * @param input the value x
 * @param matrix W (outputs, inputs)
 */
record Linear(String product, String input, Tensor matrix, Optional<Tensor> bias) {
    Linear withBias(Tensor other) {
        return new Linear(product, input, matrix, Optional.of(other));
    }
}
