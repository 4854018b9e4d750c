package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Anatomy.Bias;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Refuses weights of the wrong size and weights that are not numbers, naming all of them. */
final class WeightCheck {
    private WeightCheck() {}

    static void check(List<Path> files, ModelShape shape, Map<String, Tensor> tensors) {
        Map<String, int[]> expected = sizes(shape);
        if (!expected.keySet().equals(tensors.keySet())) {
            throw new IllegalArgumentException(
                    "expected the tensors " + expected.keySet() + ", not " + tensors.keySet());
        }
        List<String> wrongSizes = new ArrayList<>();
        expected.forEach((name, size) -> {
            Tensor tensor = Objects.requireNonNull(tensors.get(name));
            if (tensor.rows() != size[0] || tensor.columns() != size[1]) {
                wrongSizes.add(name + " is " + tensor.describe() + ", expected " + size[0] + " × " + size[1]);
            }
        });
        refuse(
                files,
                wrongSizes,
                "has tensors of the wrong size",
                "perhaps weights and configuration belong to different models");

        List<String> notNumbers = new ArrayList<>();
        tensors.forEach((name, tensor) -> scan(name, tensor, notNumbers));
        refuse(
                files,
                notNumbers,
                "has weights that are not finite numbers",
                "perhaps the training diverged or the file is damaged");
    }

    /** Rows and columns of every tensor of a model of this shape, in canonical order. */
    static Map<String, int[]> sizes(ModelShape shape) {
        int dim = shape.dim();
        int hidden = shape.hiddenDim();
        Map<String, int[]> sizes = new LinkedHashMap<>();
        sizes.put("embedding", new int[] {shape.vocabulary(), dim});
        for (int layer = 0; layer < shape.layers(); layer++) {
            String prefix = "layers." + layer + ".";
            sizes.put(prefix + "attentionNorm", new int[] {1, dim});
            sizes.put(prefix + "wq", new int[] {shape.queryDim(), dim});
            sizes.put(prefix + "wk", new int[] {shape.kvDim(), dim});
            sizes.put(prefix + "wv", new int[] {shape.kvDim(), dim});
            sizes.put(prefix + "wo", new int[] {dim, shape.queryDim()});
            sizes.put(prefix + "ffnNorm", new int[] {1, dim});
            sizes.put(prefix + "w1", new int[] {hidden, dim});
            sizes.put(prefix + "w2", new int[] {dim, hidden});
            if (shape.anatomy().gated()) {
                sizes.put(prefix + "w3", new int[] {hidden, dim});
            }
            vectors(shape, prefix, sizes);
        }
        sizes.put("finalNorm", new int[] {1, dim});
        if (!shape.tiedHead()) {
            sizes.put("head", new int[] {shape.vocabulary(), dim});
        }
        Anatomy anatomy = shape.anatomy();
        if (anatomy.learnedPositions()) {
            sizes.put(Anatomy.POSITIONS, new int[] {shape.context(), dim});
        }
        if (anatomy.isLayerNorm()) {
            sizes.put(Anatomy.FINAL_SHIFT, new int[] {1, dim});
        }
        if (anatomy.has(Bias.HEAD)) {
            sizes.put(Bias.HEAD.tensor(), new int[] {1, shape.vocabulary()});
        }
        return sizes;
    }

    /** Shifts of the norms and biases of a layer. */
    private static void vectors(ModelShape shape, String prefix, Map<String, int[]> sizes) {
        Anatomy anatomy = shape.anatomy();
        if (anatomy.isLayerNorm()) {
            sizes.put(prefix + Anatomy.ATTENTION_SHIFT, new int[] {1, shape.dim()});
            sizes.put(prefix + Anatomy.FEED_FORWARD_SHIFT, new int[] {1, shape.dim()});
        }
        for (Bias bias : Bias.values()) {
            if (anatomy.has(bias) && bias != Bias.HEAD) {
                int outputs = switch (bias) {
                    case QUERY -> shape.queryDim();
                    case KEY, VALUE -> shape.kvDim();
                    case OUTPUT, DOWN -> shape.dim();
                    case GATE, UP -> shape.hiddenDim();
                    case HEAD -> shape.vocabulary();
                };
                sizes.put(prefix + bias.tensor(), new int[] {1, outputs});
            }
        }
    }

    private static void scan(String name, Tensor tensor, List<String> notNumbers) {
        float[] row = new float[tensor.columns()];
        for (int r = 0; r < tensor.rows(); r++) {
            tensor.row(r, row);
            for (int c = 0; c < row.length; c++) {
                if (!Float.isFinite(row[c])) {
                    notNumbers.add(name + "[" + r + ", " + c + "] is " + row[c]);
                    return;
                }
            }
        }
    }

    private static void refuse(List<Path> files, List<String> problems, String what, String remedy) {
        if (!problems.isEmpty()) {
            throw new UserError(
                    Problems.names(files) + " " + what + ": " + Problems.list(problems) + "; " + remedy + ".");
        }
    }
}
