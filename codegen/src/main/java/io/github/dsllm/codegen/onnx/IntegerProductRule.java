package io.github.dsllm.codegen.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Products of integers that scales make real again, as ONNX Runtime's dynamic quantisation writes them: x is rounded (DynamicQuantizeLinear), multiplied (MatMulInteger), and the result multiplied with
 * both scales; or the same as one operator (DynamicQuantizeMatMul, MatMulIntegerToFloat).
 */
final class IntegerProductRule implements PlainGraph.Rule {
    private static final int MOST_FACTORS = 8;

    private final OnnxGraph graph;
    private final QuantisedWeights weights;

    IntegerProductRule(OnnxGraph graph, QuantisedWeights weights) {
        this.graph = graph;
        this.weights = weights;
    }

    @Override
    public boolean replace(OnnxNode node, PlainGraph plain) {
        if (node.outputs().size() != 1) {
            return false;
        }
        if (node.is("Mul")) {
            return scaled(node, plain);
        }
        if (node.is("MatMulIntegerToFloat")) {
            List<String> scales = new ArrayList<>(List.of(node.input(2), node.input(3)));
            Optional<String> left = operand(node, 0, node.input(4), scales, plain);
            Optional<String> right = operand(node, 1, node.input(5), scales, plain);
            return product(node, left, right, node.input(6), plain);
        }
        if (node.is("DynamicQuantizeMatMul")) {
            List<String> scales = new ArrayList<>(List.of(node.input(2)));
            Optional<String> right = operand(node, 1, node.input(3), scales, plain);
            plain.leaveOutRounding();
            return product(node, Optional.of(node.input(0)), right, node.input(4), plain);
        }
        return false;
    }

    private static boolean product(
            OnnxNode node, Optional<String> left, Optional<String> right, String bias, PlainGraph plain) {
        if (left.isEmpty() || right.isEmpty()) {
            return false;
        }
        plain.product(node, false, bias, left.get(), right.get());
        return true;
    }

    private boolean scaled(OnnxNode node, PlainGraph plain) {
        List<String> factors = factors(node);
        List<OnnxNode> products = factors.stream()
                .map(this::integerProduct)
                .flatMap(Optional::stream)
                .toList();
        if (products.size() != 1) {
            return false;
        }
        OnnxNode product = products.get(0);
        List<String> scales = new ArrayList<>(factors.stream()
                .filter(factor -> integerProduct(factor).isEmpty())
                .toList());
        Optional<String> left = operand(product, 0, product.input(2), scales, plain);
        Optional<String> right = operand(product, 1, product.input(3), scales, plain);
        return scales.isEmpty() && product(node, left, right, "", plain);
    }

    private Optional<OnnxNode> integerProduct(String factor) {
        return graph.producer(graph.strip(factor, "Cast"), "MatMulInteger");
    }

    /** What a product of products multiplies. */
    private List<String> factors(OnnxNode product) {
        List<String> factors = new ArrayList<>(product.inputs());
        for (int i = 0; i < factors.size() && factors.size() < MOST_FACTORS; i++) {
            Optional<OnnxNode> inner = graph.producer(factors.get(i), "Mul");
            if (inner.isPresent()) {
                factors.remove(i--);
                factors.addAll(inner.get().inputs());
            }
        }
        return factors;
    }

    /** The real value behind an integer input, whose scale is taken from the list: activations as they were before they were rounded, or dequantised weights. */
    private Optional<String> operand(OnnxNode node, int input, String zero, List<String> scales, PlainGraph plain) {
        String codes = node.input(input);
        Optional<OnnxNode> dynamic = graph.producer(codes, "DynamicQuantizeLinear")
                .filter(rounding -> rounding.outputs().size() == 3
                        && rounding.outputs().get(2).equals(zero)
                        && scales.remove(rounding.outputs().get(1)));
        if (dynamic.isPresent()) {
            plain.leaveOutRounding();
            return Optional.of(dynamic.get().input(0));
        }
        for (String scale : scales) {
            Optional<OnnxConstant> constant = weights.linear(codes, scale, zero, 1, 0);
            if (constant.isPresent()) {
                scales.remove(scale);
                return Optional.of(plain.constant(node, constant.get()));
            }
        }
        return Optional.empty();
    }
}
