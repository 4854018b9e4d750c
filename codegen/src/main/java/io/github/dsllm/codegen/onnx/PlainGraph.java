package io.github.dsllm.codegen.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a graph with quantised weights into the graph of real numbers that it stands for: weights dequantised exactly, and the rounding of activations left out, because the chip rounds states in
 * its own way. {@link OnnxGraph#remark} says both.
 */
final class PlainGraph {
    private final OnnxGraph graph;
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, OnnxConstant> made = new LinkedHashMap<>();
    private boolean isChanged;
    private boolean hasRounding;

    private PlainGraph(OnnxGraph graph) {
        this.graph = graph;
    }

    /** Puts plain operators in the place of one that works on quantised numbers. */
    @FunctionalInterface
    interface Rule {
        /** Whether the operator was replaced. */
        boolean replace(OnnxNode node, PlainGraph plain);
    }

    /** The graph itself if nothing in it is quantised. */
    static OnnxGraph of(OnnxGraph graph) {
        PlainGraph plain = new PlainGraph(graph);
        QuantisedWeights weights = new QuantisedWeights(graph);
        List<Rule> rules = List.of(
                new DequantisationRule(graph, weights), new IntegerProductRule(graph, weights), new BlockRule(weights));
        for (OnnxNode node : graph.nodes()) {
            if (rules.stream().noneMatch(rule -> rule.replace(node, plain))) {
                plain.nodes.add(node);
            }
        }
        return plain.isChanged ? graph.replaced(plain.used(), plain.made, plain.remark()) : graph;
    }

    private String remark() {
        return ", weights dequantised" + (hasRounding ? ", rounding of activations left to the chip" : "");
    }

    /** Gives a value a constant. */
    void constant(String value, OnnxConstant constant) {
        made.put(value, constant);
        isChanged = true;
    }

    /** The value of a constant that belongs to one operator. */
    String constant(OnnxNode owner, OnnxConstant constant) {
        String value = constant.name() + " for " + owner.outputs();
        constant(value, constant);
        return value;
    }

    /** Adds an operator in the place of another, whose result it makes. */
    void operator(OnnxNode replaced, String operator, String... inputs) {
        operator(replaced, operator, Map.of(), replaced.outputs().get(0), inputs);
    }

    /** Adds a product, and the bias behind it if there is one. */
    void product(OnnxNode replaced, boolean isTransposed, String bias, String... factors) {
        String operator = isTransposed ? "FusedMatMul" : "MatMul";
        Map<String, Object> attributes = isTransposed ? Map.of("transB", 1L) : Map.of();
        String result = replaced.outputs().get(0);
        if (bias.isEmpty()) {
            operator(replaced, operator, attributes, result, factors);
        } else {
            operator(replaced, operator, attributes, result + " without bias", factors);
            operator(replaced, "Add", Map.of(), result, result + " without bias", bias);
        }
    }

    private void operator(
            OnnxNode replaced, String operator, Map<String, Object> attributes, String output, String... inputs) {
        nodes.add(new OnnxNode(replaced.name(), "", operator, List.of(inputs), List.of(output), attributes));
        isChanged = true;
    }

    /** Remembers that the graph rounds activations, which is left out. */
    void leaveOutRounding() {
        hasRounding = true;
    }

    /** Operators without those that only quantised ones read. */
    private List<OnnxNode> used() {
        Map<String, OnnxNode> makers = new LinkedHashMap<>();
        nodes.forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
        Set<OnnxNode> used = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(graph.outputs());
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String value = open.removeLast();
            OnnxNode maker = makers.get(value);
            if (seen.add(value) && maker != null && used.add(maker)) {
                open.addAll(maker.inputs());
            }
        }
        return nodes.stream().filter(used::contains).toList();
    }
}
