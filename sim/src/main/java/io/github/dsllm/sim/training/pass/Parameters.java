package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.kernel.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The trained numbers of a model, or their gradients: all tensors one after another in one block, in the order of {@link ModelShape#tensorSizes()}. */
public final class Parameters {
    private final ModelShape shape;
    private final Precision precision;
    private final Values values;
    private final Map<String, Matrix> tensors = new LinkedHashMap<>();
    private final List<Layer> layers = new ArrayList<>();

    /** The tensors of one layer, as in {@link io.github.dsllm.codegen.model.LayerWeights}. */
    public record Layer(
            Matrix attentionNorm,
            Matrix wq,
            Matrix wk,
            Matrix wv,
            Matrix wo,
            Matrix ffnNorm,
            Matrix w1,
            Matrix w2,
            Matrix w3) {}

    /** All zero. */
    public Parameters(ModelShape shape, Precision precision) {
        if (!shape.activation().equals("silu")) {
            throw new UserError("a gate of " + shape.activation()
                    + " cannot be trained; perhaps you should take a model with the activation silu");
        }
        if (shape.parameters() > Integer.MAX_VALUE / 2) {
            throw new UserError("a model of " + shape.parameters() + " parameters is too large to be trained here");
        }
        this.shape = shape;
        this.precision = precision;
        this.values = precision.zeros((int) shape.parameters());
        int start = 0;
        for (Map.Entry<String, int[]> size : shape.tensorSizes().entrySet()) {
            Matrix tensor = Matrix.of(values, start, size.getValue()[0], size.getValue()[1]);
            tensors.put(size.getKey(), tensor);
            start += tensor.rows() * tensor.columns();
        }
        for (int i = 0; i < shape.layers(); i++) {
            layers.add(layer("layers." + i + "."));
        }
    }

    /** The weights of a model. */
    public static Parameters of(LanguageModel model, Precision precision) {
        Parameters parameters = new Parameters(model.shape(), precision);
        model.tensors().forEach((name, tensor) -> fill(parameters.tensor(name), tensor));
        return parameters;
    }

    /** Copies a stored tensor into a matrix of its size. */
    public static void fill(Matrix matrix, Tensor tensor) {
        float[] row = new float[tensor.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            tensor.row(i, row);
            for (int j = 0; j < row.length; j++) {
                matrix.set(i, j, row[j]);
            }
        }
    }

    private Layer layer(String prefix) {
        return new Layer(
                tensor(prefix + "attentionNorm"),
                tensor(prefix + "wq"),
                tensor(prefix + "wk"),
                tensor(prefix + "wv"),
                tensor(prefix + "wo"),
                tensor(prefix + "ffnNorm"),
                tensor(prefix + "w1"),
                tensor(prefix + "w2"),
                tensor(prefix + "w3"));
    }

    /** As many zeros of the same shape, for gradients. */
    public Parameters zeros() {
        return new Parameters(shape, precision);
    }

    public ModelShape shape() {
        return shape;
    }

    public Precision precision() {
        return precision;
    }

    /** All numbers. */
    public Values values() {
        return values;
    }

    /** All tensors by name, in their order in {@link #values}. */
    public Map<String, Matrix> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** A tensor by name; a vector is one row. */
    public Matrix tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    public Layer layer(int layer) {
        return layers.get(layer);
    }

    /** (vocabulary, dim). */
    public Matrix embedding() {
        return tensor("embedding");
    }

    /** (vocabulary, dim); the embedding where the head is tied. */
    public Matrix head() {
        return shape.tiedHead() ? embedding() : tensor("head");
    }

    /** (1, dim). */
    public Matrix finalNorm() {
        return tensor("finalNorm");
    }
}
