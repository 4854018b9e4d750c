package io.github.dsllm.codegen.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Collects where an architecture keeps its tensors, matrices with their biases. */
final class TensorPlan {
    private final ModelShape shape;
    private final Map<String, int[]> sizes;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    TensorPlan(ModelShape shape) {
        this.shape = shape;
        this.sizes = shape.tensorSizes();
    }

    /** A tensor under its canonical name. */
    TensorPlan add(String canonical, String stored) {
        return add(canonical, new StoredTensor(stored));
    }

    TensorPlan add(String canonical, StoredTensor stored) {
        tensors.put(canonical, stored);
        return this;
    }

    /** {@code module.weight} and {@code module.bias} as gain and shift of a norm. */
    TensorPlan norm(String gain, String shift, String module) {
        return add(gain, module + ".weight").add(shift, module + ".bias");
    }

    /** {@code module.weight} and, if the model has one, {@code module.bias}. */
    TensorPlan linear(String prefix, String matrix, String module, UnaryOperator<StoredTensor> view) {
        return linear(prefix, matrix, module, view, view);
    }

    /** The same with a view of the bias of its own. */
    TensorPlan linear(
            String prefix,
            String matrix,
            String module,
            UnaryOperator<StoredTensor> view,
            UnaryOperator<StoredTensor> ofBias) {
        add(prefix + matrix, view.apply(new StoredTensor(module + ".weight")));
        String bias = "b" + matrix.substring(1);
        if (sizes.containsKey(prefix + bias)) {
            add(prefix + bias, ofBias.apply(new StoredTensor(module + ".bias")));
        }
        return this;
    }

    /**
     * The tensors of every layer.
     *
     * @param modules what stands before the number of a layer, such as {@code transformer.h.}
     * @param layer names those of one
     */
    TensorPlan layers(String modules, Consumer<LayerPlan> layer) {
        for (int number = 0; number < shape.layers(); number++) {
            layer.accept(new LayerPlan(this, "layers." + number + ".", modules + number + "."));
        }
        return this;
    }

    TensorPlan linear(String prefix, String matrix, String module) {
        return linear(prefix, matrix, module, stored -> stored);
    }

    /** The head and, if the model has one, its bias; nothing of a tied head. */
    TensorPlan head(String module) {
        if (!shape.tiedHead()) {
            add("head", module + ".weight");
        }
        return shape.anatomy().has(Anatomy.Bias.HEAD) ? add(Anatomy.Bias.HEAD.tensor(), module + ".bias") : this;
    }

    Map<String, StoredTensor> tensors() {
        return tensors;
    }
}
