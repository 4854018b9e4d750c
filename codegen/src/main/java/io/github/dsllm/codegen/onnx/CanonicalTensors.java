package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.Anatomy.Norm;
import io.github.dsllm.codegen.model.Architectures;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.StoredTensor;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.onnx.AttentionMatch.Part;
import io.github.dsllm.codegen.onnx.AttentionMatch.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Gives the weights of a recognised graph their canonical names and order, and collects everything in which the graph and config.json contradict each other. */
final class CanonicalTensors {
    private static final double CLOSE = 1e-2;

    private final DecoderGraph graph;
    private final ModelShape shape;
    private final Architectures.Described described;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    CanonicalTensors(DecoderGraph graph, Architectures.Described described) {
        this.graph = graph;
        this.described = described;
        this.shape = shape(graph, described.shape());
        same("layers", graph.attention().size(), shape.layers());
        same("parallel residual", graph.isParallel(), shape.anatomy().parallel());
        same("learned positions", graph.positions().isPresent(), shape.anatomy().learnedPositions());
        tensors.put("embedding", graph.embedding());
        for (int layer = 0; layer < Math.min(graph.attention().size(), shape.layers()); layer++) {
            attention("layers." + layer + ".", graph.attention().get(layer));
            feedForward("layers." + layer + ".", graph.feedForward().get(layer));
        }
        norm("finalNorm", Anatomy.FINAL_SHIFT, graph.finalNorm());
        head();
        graph.positions().ifPresent(table -> tensors.put(Anatomy.POSITIONS, positions(table)));
    }

    /** A quantised head has codes and scales of its own: it is tied only if its numbers are still those of the embedding. */
    private static ModelShape shape(DecoderGraph graph, ModelShape described) {
        boolean isOwn = graph.graph().isDequantised()
                && described.tiedHead()
                && !isSame(graph.head().matrix(), graph.embedding());
        return isOwn ? described.withAnatomy(described.anatomy(), false) : described;
    }

    /** That of config.json, with a head of its own where quantisation has made one. */
    ModelShape shape() {
        return shape;
    }

    /** The weights by canonical name, in canonical order; to be used only without {@link #problems}. */
    Map<String, Tensor> tensors() {
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        shape.tensorSizes().keySet().forEach(name -> ordered.put(name, Objects.requireNonNull(tensors.get(name))));
        return ordered;
    }

    /** In what graph and configuration contradict each other. */
    List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        if (all.isEmpty()) {
            shape.tensorSizes().keySet().stream()
                    .filter(name -> !tensors.containsKey(name))
                    .forEach(name -> all.add(name + " is missing in the graph"));
            tensors.keySet().stream()
                    .filter(name -> !shape.tensorSizes().containsKey(name))
                    .forEach(name -> all.add(name + " has no place in the model that config.json describes"));
        }
        return all;
    }

    private void same(String what, Object inGraph, Object inConfig) {
        if (!inGraph.equals(inConfig)) {
            problems.add(what + ": " + inGraph + " in the graph, " + inConfig + " in config.json");
        }
    }

    private void same(String what, OptionalLong inGraph, long inConfig) {
        inGraph.ifPresent(value -> same(what, (Long) value, (Long) inConfig));
    }

    private void near(String what, double inGraph, double inConfig) {
        if (!(Math.abs(inGraph - inConfig) <= CLOSE * Math.abs(inConfig))) {
            problems.add(what + ": " + inGraph + " in the graph, " + inConfig + " in config.json");
        }
    }

    private void norm(String gain, String shift, NormMatch norm) {
        same("kind of " + gain, norm.kind(), shape.anatomy().isLayerNorm() ? Norm.LAYER : Norm.RMS);
        near("epsilon of " + gain, norm.epsilon(), shape.normEpsilon());
        tensors.put(gain, norm.gain());
        norm.shift().ifPresent(vector -> tensors.put(shift, vector));
    }

    private void attention(String prefix, DecoderBranch branch) {
        AttentionMatch match = branch.attention().orElseThrow();
        norm(prefix + "attentionNorm", prefix + Anatomy.ATTENTION_SHIFT, branch.norm());
        boolean isRotated = shape.anatomy().rotary().share() > 0;
        same(prefix + "wq turned by positions", match.query().isRotated(), isRotated);
        same(prefix + "wk turned by positions", match.key().isRotated(), isRotated);
        same(prefix + "wv turned by positions", match.value().isRotated(), false);
        same(prefix + "heads", match.heads(), shape.heads());
        same(prefix + "key/value heads", match.kvHeads(), shape.kvHeads());
        match.scale().ifPresent(scale -> near(prefix + "factor of scores", scale, 1 / shape.scoreDivisor()));
        match.window().ifPresent(window -> {
            if (window < shape.context()) {
                problems.add(prefix + "attention looks back at " + window + " positions of " + shape.context());
            }
        });
        projection(prefix + "wq", Bias.QUERY, match.query(), shape.queryDim());
        projection(prefix + "wk", Bias.KEY, match.key(), shape.kvDim());
        projection(prefix + "wv", Bias.VALUE, match.value(), shape.kvDim());
        linear(prefix, "wo", Bias.OUTPUT, branch.output());
    }

    private void projection(String name, Bias bias, Source source, int outputs) {
        String biasName = name.substring(0, name.lastIndexOf('.') + 1) + bias.tensor();
        tensors.put(name, view(source, outputs).view().apply(source.linear().matrix()));
        source.linear()
                .bias()
                .ifPresent(vector ->
                        tensors.put(biasName, view(source, outputs).view().apply(vector)));
    }

    /** The outputs that the source takes, rotated halves as neighbours. */
    private StoredTensor view(Source source, int outputs) {
        int stored = source.linear().matrix().rows();
        Part part = source.part();
        StoredTensor own = new StoredTensor("");
        if (part.period() == stored) {
            own = own.part((int) part.first(), (int) part.count());
        } else if (part.period() > 0) {
            own = own.permuted(stored, (int) (stored / part.period() * part.count()), row ->
                    (int) (row / part.count() * part.period() + part.first() + row % part.count()));
        }
        return source.isRotated() && !source.isInterleaved()
                ? own.rotary(outputs, shape.headSize(), shape.anatomy().rotary().channels(shape.headSize()))
                : own;
    }

    private void feedForward(String prefix, DecoderBranch branch) {
        ActivationRule.Match match = branch.feedForward().orElseThrow();
        norm(prefix + "ffnNorm", prefix + Anatomy.FEED_FORWARD_SHIFT, branch.norm());
        same(prefix + "gate", match.up().isPresent(), shape.anatomy().gated());
        same(
                prefix + "activation",
                match.function().isEmpty() ? "none that is known" : match.function(),
                shape.activation());
        linear(prefix, "w1", Bias.GATE, match.gate());
        match.up().ifPresent(up -> linear(prefix, "w3", Bias.UP, up));
        linear(prefix, "w2", Bias.DOWN, branch.output());
    }

    private void linear(String prefix, String matrix, Bias bias, Linear linear) {
        tensors.put(prefix + matrix, linear.matrix());
        linear.bias().ifPresent(vector -> tensors.put(prefix + bias.tensor(), vector));
    }

    /** Exports hold a tied head once more, transposed; a head that differs from the embedding is no tied head. */
    private void head() {
        Linear head = graph.head();
        head.bias().ifPresent(vector -> tensors.put(Bias.HEAD.tensor(), vector));
        if (!shape.tiedHead()) {
            tensors.put("head", head.matrix());
        } else if (!isSame(head.matrix(), graph.embedding())) {
            problems.add("the head is not the embedding, as tie_word_embeddings of config.json says");
        }
    }

    /** Compares along the rows of the second; of the first it takes single values, since it may be stored transposed. */
    private static boolean isSame(Tensor head, Tensor embedding) {
        if (head.rows() != embedding.rows() || head.columns() != embedding.columns()) {
            return false;
        }
        float[] left = new float[head.columns()];
        float[] right = new float[head.columns()];
        for (int row = 0; row < head.rows(); row++) {
            head.row(row, left);
            embedding.row(row, right);
            if (!Arrays.equals(left, right)) {
                return false;
            }
        }
        return true;
    }

    /** Some architectures never use the first rows. */
    private Tensor positions(Tensor table) {
        return Optional.ofNullable(described.architecture().tensors(shape).get(Anatomy.POSITIONS))
                .map(stored -> stored.view().apply(table))
                .orElse(table);
    }
}
