package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.model.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds projections: MatMul, Gemm or FusedMatMul by a constant, with the bias that is added behind it, or within the skip-norm or activation that reads it. Weights of MatMul are stored as (inputs,
 * outputs).
 */
final class LinearRule {
    private static final String[] SAME_NUMBERS = {"Reshape", "Identity", "Cast", "Dropout"};
    private static final int MOST_STEPS = 8;

    private final OnnxGraph graph;
    private final Map<String, String> biasOfProduct = new HashMap<>();
    private final Map<String, Optional<Linear>> known = new HashMap<>();

    LinearRule(OnnxGraph graph) {
        this.graph = graph;
        for (OnnxNode node : graph.nodes()) {
            int bias = node.is("SkipLayerNormalization") ? 4 : 3;
            if (node.is("SkipLayerNormalization", "SkipSimplifiedLayerNormalization")
                    && !node.input(bias).isEmpty()) {
                adopt(node.inputs().subList(0, 2), node.input(bias));
            } else if (node.is("FastGelu", "BiasGelu") && !node.input(1).isEmpty()) {
                adopt(List.of(node.input(0)), node.input(1));
            }
        }
    }

    /** Gives a bias to the one projection among these values that has none. */
    private void adopt(List<String> values, String bias) {
        List<String> bare = values.stream()
                .map(value -> graph.strip(value, SAME_NUMBERS))
                .filter(value -> product(value).isPresent())
                .toList();
        if (bare.size() == 1) {
            biasOfProduct.put(bare.get(0), bias);
        }
    }

    /** Whether the bias of a skip-norm has found its projection, or there is none. */
    boolean isAdopted(String bias) {
        return bias.isEmpty() || biasOfProduct.containsValue(bias);
    }

    /** The projection that makes a value. */
    Optional<Linear> match(String value) {
        String made = graph.strip(value, SAME_NUMBERS);
        Optional<Linear> before = known.get(made);
        if (before == null) {
            before = find(made);
            known.put(made, before);
        }
        return before;
    }

    private Optional<Linear> find(String made) {
        Optional<OnnxNode> sum = graph.producer(made, "Add", "BiasAdd");
        if (sum.isEmpty()) {
            return product(made)
                    .map(linear -> vector(biasOfProduct.getOrDefault(made, ""))
                            .map(linear::withBias)
                            .orElse(linear));
        }
        for (int place = 0; place < 2; place++) {
            Optional<Tensor> bias = vector(sum.get().input(1 - place));
            Optional<Linear> linear = product(graph.strip(sum.get().input(place), SAME_NUMBERS))
                    .filter(found -> found.bias().isEmpty());
            if (bias.isPresent() && linear.isPresent()) {
                return Optional.of(linear.get().withBias(bias.get()));
            }
        }
        return Optional.empty();
    }

    /** A constant that is a vector of real numbers. */
    Optional<Tensor> vector(String value) {
        return graph.constant(value)
                .filter(OnnxConstant::isReal)
                .filter(OnnxConstant::isVector)
                .map(OnnxConstant::tensor);
    }

    private Optional<Linear> product(String value) {
        Optional<OnnxNode> node = graph.producer(value, "MatMul", "FusedMatMul", "Gemm");
        boolean isPlain = node.filter(found -> found.real("alpha", 1) == 1
                        && found.real("beta", 1) == 1
                        && found.integer("transA", 0) == 0
                        && found.integer("transBatchA", 0) == 0
                        && found.integer("transBatchB", 0) == 0)
                .isPresent();
        if (!isPlain) {
            return Optional.empty();
        }
        OnnxNode found = node.orElseThrow();
        Optional<Tensor> bias = found.is("Gemm") ? vector(found.input(2)) : Optional.empty();
        boolean hasStrangeBias = found.is("Gemm") && !found.input(2).isEmpty() && bias.isEmpty();
        return hasStrangeBias
                ? Optional.empty()
                : matrix(found.input(1), found.integer("transB", 0) == 1)
                        .map(matrix -> new Linear(value, found.input(0), matrix, bias));
    }

    /** A constant matrix as (outputs, inputs), seen through transpositions. */
    Optional<Tensor> matrix(String value, boolean isOutputsFirst) {
        boolean outputsFirst = isOutputsFirst;
        String current = value;
        for (int step = 0; step < MOST_STEPS; step++) {
            current = graph.strip(current, "Identity", "Cast");
            Optional<OnnxNode> transpose = graph.producer(current, "Transpose")
                    .filter(node ->
                            node.integers("perm").orElse(List.of(1L, 0L)).equals(List.of(1L, 0L)));
            if (transpose.isEmpty()) {
                break;
            }
            outputsFirst = !outputsFirst;
            current = transpose.get().input(0);
        }
        boolean asStored = outputsFirst;
        return graph.constant(current)
                .filter(OnnxConstant::isReal)
                .filter(constant -> constant.extents().size() == 2)
                .map(OnnxConstant::tensor)
                .map(tensor -> asStored ? tensor : Tensors.transposed(tensor));
    }
}
