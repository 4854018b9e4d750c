package io.github.dsllm.codegen.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Collects where an architecture keeps its tensors, matrices with their biases. */
final class TensorPlan {
    private final ModelShape shape;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    TensorPlan(ModelShape shape) {
        this.shape = shape;
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
        add(prefix + matrix, view.apply(new StoredTensor(module + ".weight")));
        String bias = "b" + matrix.substring(1);
        if (shape.tensorSizes().containsKey(prefix + bias)) {
            add(prefix + bias, view.apply(new StoredTensor(module + ".bias")));
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
