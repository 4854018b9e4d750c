package io.github.dsllm.sim.training;

import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.LayerWeights;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.pass.Parameters;
import java.util.List;
import java.util.stream.IntStream;

/** A matrix as a stored tensor. Rounds to float32, which changes nothing in a float32 training. */
record MatrixTensor(Matrix matrix) implements Tensor {

    static Tensor of(Matrix matrix) {
        return new MatrixTensor(matrix);
    }

    /** The weights of a language model as one that is read from no file; it changes with them. */
    static LanguageModel model(Parameters weights) {
        List<LayerWeights> layers = IntStream.range(0, weights.shape().layers())
                .mapToObj(weights::layer)
                .map(layer -> new LayerWeights(
                        of(layer.attentionNorm()),
                        of(layer.wq()),
                        of(layer.wk()),
                        of(layer.wv()),
                        of(layer.wo()),
                        of(layer.ffnNorm()),
                        of(layer.w1()),
                        of(layer.w2()),
                        of(layer.w3())))
                .toList();
        Tensor embedding = of(weights.embedding());
        Tensor head = weights.shape().tiedHead() ? embedding : of(weights.head());
        return new LanguageModel(
                "training", List.of(), weights.shape(), embedding, layers, of(weights.finalNorm()), head);
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
