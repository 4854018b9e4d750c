package io.github.dsllm.codegen.model;

import static io.github.dsllm.codegen.model.OperatorKind.ACTIVATION;
import static io.github.dsllm.codegen.model.OperatorKind.ARGMAX;
import static io.github.dsllm.codegen.model.OperatorKind.EMBEDDING;
import static io.github.dsllm.codegen.model.OperatorKind.LAYER_NORM;
import static io.github.dsllm.codegen.model.OperatorKind.LINEAR;
import static io.github.dsllm.codegen.model.OperatorKind.POSITION;
import static io.github.dsllm.codegen.model.OperatorKind.PRODUCT;
import static io.github.dsllm.codegen.model.OperatorKind.RESIDUAL_ADD;
import static io.github.dsllm.codegen.model.OperatorKind.RMS_NORM;
import static io.github.dsllm.codegen.model.OperatorKind.ROPE;
import static io.github.dsllm.codegen.model.OperatorKind.SCORES;
import static io.github.dsllm.codegen.model.OperatorKind.WEIGHTED_SUM;

import java.util.ArrayList;
import java.util.List;

/** Lists the operators of a model in order of evaluation. */
final class TransformerOperators {
    private final ModelShape shape;
    private final List<Operator> operators = new ArrayList<>();

    TransformerOperators(ModelShape shape) {
        this.shape = shape;
    }

    List<Operator> inOrder() {
        int dim = shape.dim();
        if (shape.anatomy().learnedPositions()) {
            add(EMBEDDING, -1, "embedding", List.of("token"), "tokenRow", dim, 0, 0);
            add(POSITION, -1, Anatomy.POSITIONS, List.of("position"), "positionRow", dim, 0, 0);
            add(RESIDUAL_ADD, -1, "positionAdd", List.of("tokenRow", "positionRow"), "residual.0", dim, 0, 0);
        } else {
            add(EMBEDDING, -1, "embedding", List.of("token"), "residual.0", dim, 0, 0);
        }
        for (int layer = 0; layer < shape.layers(); layer++) {
            attention(layer);
            feedForward(layer);
        }
        add(norm(), -1, "finalNorm", List.of("residual." + shape.layers()), "normalised", dim, 0, 0);
        linear(-1, shape.tiedHead() ? "embedding.head" : "head", "normalised", "logits", dim, shape.vocabulary());
        add(ARGMAX, -1, "argmax", List.of("logits"), "nextToken", 1, 0, 0);
        return operators;
    }

    private void attention(int layer) {
        String p = "layers." + layer + ".";
        int dim = shape.dim();
        int query = shape.queryDim();
        int kv = shape.kvDim();
        String residual = "residual." + layer;
        add(norm(), layer, p + "attentionNorm", List.of(residual), p + "xn1", dim, 0, 0);
        linear(layer, p + "wq", p + "xn1", p + "q", dim, query);
        linear(layer, p + "wk", p + "xn1", p + "k", dim, kv);
        linear(layer, p + "wv", p + "xn1", p + "v", dim, kv);
        boolean isRotated = shape.anatomy().rotary().channels(shape.headSize()) > 0;
        if (isRotated) {
            add(ROPE, layer, p + "ropeQuery", List.of(p + "q"), p + "qr", query, 0, 0);
            add(ROPE, layer, p + "ropeKey", List.of(p + "k"), p + "kr", kv, 0, 0);
        }
        List<String> met = isRotated ? List.of(p + "qr", p + "kr") : List.of(p + "q", p + "k");
        add(SCORES, layer, p + "scores", met, p + "score", shape.heads(), 0, query);
        add(WEIGHTED_SUM, layer, p + "weightedSum", List.of(p + "score", p + "v"), p + "att", query, 0, query);
        linear(layer, p + "wo", p + "att", p + "attentionOut", query, dim);
        add(RESIDUAL_ADD, layer, p + "attentionAdd", List.of(residual, p + "attentionOut"), p + "res1", dim, 0, 0);
    }

    private void feedForward(int layer) {
        String p = "layers." + layer + ".";
        int dim = shape.dim();
        int hidden = shape.hiddenDim();
        String read = shape.anatomy().parallel() ? "residual." + layer : p + "res1";
        add(norm(), layer, p + "ffnNorm", List.of(read), p + "xn2", dim, 0, 0);
        linear(layer, p + "w1", p + "xn2", p + "h1", dim, hidden);
        String activation = p + shape.activation();
        if (shape.anatomy().gated()) {
            linear(layer, p + "w3", p + "xn2", p + "h3", dim, hidden);
            add(ACTIVATION, layer, activation, List.of(p + "h1"), p + "activated", hidden, 0, 0);
            add(PRODUCT, layer, p + "product", List.of(p + "activated", p + "h3"), p + "hb", hidden, 0, 0);
        } else {
            add(ACTIVATION, layer, activation, List.of(p + "h1"), p + "hb", hidden, 0, 0);
        }
        linear(layer, p + "w2", p + "hb", p + "ffnOut", hidden, dim);
        add(RESIDUAL_ADD, layer, p + "ffnAdd", List.of(p + "res1", p + "ffnOut"), "residual." + (layer + 1), dim, 0, 0);
    }

    private OperatorKind norm() {
        return shape.anatomy().isLayerNorm() ? LAYER_NORM : RMS_NORM;
    }

    private void linear(int layer, String name, String input, String output, int inputs, int outputs) {
        add(LINEAR, layer, name, List.of(input), output, outputs, (long) inputs * outputs, 0);
    }

    private void add(
            OperatorKind kind,
            int layer,
            String name,
            List<String> inputs,
            String output,
            int size,
            long macs,
            long macsPerPosition) {
        operators.add(new Operator(operators.size(), kind, layer, name, inputs, output, size, macs, macsPerPosition));
    }
}
