package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.program.OperatorMapping;
import io.github.dsllm.codegen.program.OperatorMappings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** Finds what a feed-forward block does between its projections: f(gate), or f(gate)·up. */
final class ActivationRule {
    private static final int MOST_OPERATORS = 32;
    private static final int SAMPLES = 65;
    private static final double CLOSE = 1e-3;
    private static final double[] GATE = ramp();
    private static final double[] UP = wave();

    private final OnnxGraph graph;
    private final LinearRule linears;
    private final TokenFlow flow;
    private final Map<String, DoubleUnaryOperator> functions = new LinkedHashMap<>();

    ActivationRule(OnnxGraph graph, LinearRule linears, TokenFlow flow) {
        this.graph = graph;
        this.linears = linears;
        this.flow = flow;
        functions.put(OperatorMappings.SILU, x -> x / (1 + Math.exp(-x)));
        OperatorMappings mappings = OperatorMappings.load();
        for (String operator : mappings.operators()) {
            OperatorMapping mapping = mappings.require(operator);
            functions.put(operator, mapping::apply);
        }
    }

    /**
     * A feed-forward block before its last projection.
     *
     * @param function name of the activation, empty if none of the known ones is close
     * @param up the branch that the activation multiplies
     */
    record Match(String function, Linear gate, Optional<Linear> up) {}

    /** The block that makes a value; empty where something else than elementwise operators stands behind one or two projections. */
    Optional<Match> match(String value) {
        Map<String, Linear> sources = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(value));
        while (!open.isEmpty()) {
            String next = open.removeFirst();
            if (!seen.add(next)) {
                continue;
            }
            Optional<Linear> linear = linears.match(next);
            if (linear.isPresent()) {
                sources.put(next, linear.get());
                continue;
            }
            Optional<OnnxNode> node = graph.producer(next).filter(ActivationRule::isPointwise);
            if (node.isEmpty() || seen.size() > MOST_OPERATORS) {
                return Optional.empty();
            }
            open.addAll(flow.inputs(node.get()));
        }
        List<Linear> linearsFound = sources.values().stream().distinct().toList();
        return linearsFound.isEmpty() || linearsFound.size() > 2
                ? Optional.empty()
                : Optional.of(named(value, sources, linearsFound));
    }

    private static boolean isPointwise(OnnxNode node) {
        return Formula.knows(node) && !node.is("ReduceMean");
    }

    private Match named(String value, Map<String, Linear> sources, List<Linear> found) {
        Match best = new Match("", found.get(0), found.stream().skip(1).findFirst());
        double closest = CLOSE;
        for (Linear gate : found) {
            Optional<Linear> up =
                    found.stream().filter(linear -> linear != gate).findFirst();
            Map<String, double[]> given = new HashMap<>();
            sources.forEach((name, linear) -> given.put(name, linear == gate ? GATE : UP));
            Optional<double[]> made = new Formula(graph, SAMPLES, given).of(value);
            for (Map.Entry<String, DoubleUnaryOperator> function : functions.entrySet()) {
                double[] defined = new double[SAMPLES];
                for (int i = 0; i < SAMPLES; i++) {
                    defined[i] = function.getValue().applyAsDouble(GATE[i]) * (up.isPresent() ? UP[i] : 1);
                }
                double distance =
                        made.map(numbers -> Formula.distance(numbers, defined)).orElse(Double.POSITIVE_INFINITY);
                if (distance < closest) {
                    closest = distance;
                    best = new Match(function.getKey(), gate, up);
                }
            }
        }
        return best;
    }

    /** −4 … 4. */
    private static double[] ramp() {
        double[] x = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            x[i] = (i - SAMPLES / 2) / 8.0;
        }
        return x;
    }

    /** Around 1, no function of the ramp. */
    private static double[] wave() {
        double[] x = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            x[i] = 1 + 0.3 * Math.sin(7.0 * i);
        }
        return x;
    }
}
