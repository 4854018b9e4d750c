package io.github.dsllm.codegen.onnx;

import java.util.Optional;

/** DequantizeLinear: of weights, of rows looked up in a quantised table, or of activations that were rounded just before. */
final class DequantisationRule implements PlainGraph.Rule {
    private final OnnxGraph graph;
    private final QuantisedWeights weights;

    DequantisationRule(OnnxGraph graph, QuantisedWeights weights) {
        this.graph = graph;
        this.weights = weights;
    }

    @Override
    public boolean replace(OnnxNode node, PlainGraph plain) {
        return node.is("DequantizeLinear")
                && node.outputs().size() == 1
                && (ofConstant(node, plain) || ofRows(node, plain) || ofRounded(node, plain));
    }

    private boolean ofConstant(OnnxNode node, PlainGraph plain) {
        Optional<OnnxConstant> constant = weights.linear(
                node.input(0), node.input(1), node.input(2), node.integer("axis", 1), node.integer("block_size", 0));
        constant.ifPresent(found -> plain.constant(node.outputs().get(0), found));
        return constant.isPresent();
    }

    /** One scale for the whole table, so that it does not matter which rows are taken. */
    private boolean ofRows(OnnxNode node, PlainGraph plain) {
        boolean hasOneScale = graph.constant(node.input(1))
                .filter(scale -> scale.values() == 1)
                .isPresent();
        Optional<OnnxNode> rows =
                graph.producer(node.input(0), "Gather").filter(gather -> gather.integer("axis", 0) == 0);
        if (!hasOneScale || rows.isEmpty()) {
            return false;
        }
        Optional<OnnxConstant> table = weights.linear(rows.get().input(0), node.input(1), node.input(2), 1, 0);
        table.ifPresent(found -> plain.operator(
                node, "Gather", plain.constant(node, found), rows.get().input(1)));
        return table.isPresent();
    }

    private boolean ofRounded(OnnxNode node, PlainGraph plain) {
        Optional<OnnxNode> rounded = graph.producer(node.input(0), "QuantizeLinear")
                .filter(quantise -> quantise.input(1).equals(node.input(1))
                        && quantise.input(2).equals(node.input(2)));
        rounded.ifPresent(quantise -> {
            plain.operator(node, "Identity", quantise.input(0));
            plain.leaveOutRounding();
        });
        return rounded.isPresent();
    }
}
