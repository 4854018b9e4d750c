package io.github.dsllm.sim.training;

import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.pass.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A matrix as a stored tensor. Rounds to float32, which changes nothing in a float32 training. */
record MatrixTensor(Matrix matrix) implements Tensor {

    static Tensor of(Matrix matrix) {
        return new MatrixTensor(matrix);
    }

    /** The weights of a language model as one that is read from no file; it changes with them. */
    static LanguageModel model(Parameters weights) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        weights.shape().tensorSizes().keySet().forEach(name -> tensors.put(name, of(weights.tensor(name))));
        return LanguageModel.of("training", List.of(), weights.shape(), tensors);
    }

    @Override
    public int rows() {
        return matrix.rows();
    }

    @Override
    public int columns() {
        return matrix.columns();
    }

    @Override
    public void row(int row, float[] destination) {
        for (int j = 0; j < matrix.columns(); j++) {
            destination[j] = (float) matrix.get(row, j);
        }
    }
}
