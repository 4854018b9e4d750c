package io.github.dsllm.codegen.onnx;

import java.util.Optional;

/** Weights of 2, 4 or 8 bits in blocks: MatMulNBits and GatherBlockQuantized of ONNX Runtime. */
final class BlockRule implements PlainGraph.Rule {
    private final QuantisedWeights weights;

    BlockRule(QuantisedWeights weights) {
        this.weights = weights;
    }

    @Override
    public boolean replace(OnnxNode node, PlainGraph plain) {
        if (!node.isContributed() || node.outputs().size() != 1) {
            return false;
        }
        return switch (node.operator()) {
            case "MatMulNBits" -> product(node, plain);
            case "GatherBlockQuantized" -> rows(node, plain);
            default -> false;
        };
    }

    /** Columns in an order of their own (g_idx), or packed for one processor, are left as they are. */
    private boolean product(OnnxNode node, PlainGraph plain) {
        boolean isPlain = node.input(4).isEmpty() && node.integer("weight_prepacked", 0) == 0;
        Optional<OnnxConstant> matrix = isPlain ? weights.ofProduct(node) : Optional.empty();
        matrix.ifPresent(found -> plain.product(node, true, node.input(5), node.input(0), plain.constant(node, found)));
        return matrix.isPresent();
    }

    private boolean rows(OnnxNode node, PlainGraph plain) {
        Optional<OnnxConstant> table = weights.ofTable(node);
        table.ifPresent(found -> plain.operator(node, "Gather", plain.constant(node, found), node.input(1)));
        return table.isPresent();
    }
}
