package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.program.GeluMapping;
import io.github.dsllm.codegen.program.GeluTanhMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Computes what a few operators between two values of a graph make of given numbers, in double. So a norm or an activation is known by its values, however an exporter wrote it down.
 * Numbers are vectors of one width, or single.
 */
final class Formula {
    private static final int MOST_STEPS = 200;
    private static final List<Long> LAST_AXIS = List.of(-1L);
    private static final List<Long> THIRD_AXIS = List.of(2L);
    private static final Map<String, DoubleUnaryOperator> UNARY = unary();
    private static final Map<String, DoubleBinaryOperator> BINARY = Map.of(
            "Add", Double::sum,
            "Sub", (x, y) -> x - y,
            "Mul", (x, y) -> x * y,
            "Div", (x, y) -> x / y,
            "Pow", Math::pow);

    private final OnnxGraph graph;
    private final int width;
    private final Map<String, double[]> known;
    private int steps;

    /**
     * @param width length of the vectors
     * @param given values that are known
     */
    Formula(OnnxGraph graph, int width, Map<String, double[]> given) {
        this.graph = graph;
        this.width = width;
        this.known = new HashMap<>(given);
    }

    private static Map<String, DoubleUnaryOperator> unary() {
        Map<String, DoubleUnaryOperator> operators = new HashMap<>();
        operators.put("Identity", x -> x);
        operators.put("Cast", x -> x);
        operators.put("Reshape", x -> x);
        operators.put("Dropout", x -> x);
        operators.put("Neg", x -> -x);
        operators.put("Abs", Math::abs);
        operators.put("Sqrt", Math::sqrt);
        operators.put("Reciprocal", x -> 1 / x);
        operators.put("Exp", Math::exp);
        operators.put("Tanh", Math::tanh);
        operators.put("Erf", GeluMapping::erf);
        operators.put("Sigmoid", x -> 1 / (1 + Math.exp(-x)));
        operators.put("Relu", x -> Math.max(0, x));
        operators.put("FastGelu", new GeluTanhMapping()::apply);
        operators.put("BiasGelu", new GeluMapping()::apply);
        return operators;
    }

    /** Whether an operator can be part of a formula. */
    static boolean knows(OnnxNode node) {
        boolean isNamed = UNARY.containsKey(node.operator()) || BINARY.containsKey(node.operator());
        return isNamed && node.is(node.operator()) || node.is("Gelu", "QuickGelu", "ReduceMean");
    }

    /** The numbers of a value; empty where an operator is foreign or a number is not known. */
    Optional<double[]> of(String value) {
        double[] before = known.get(value);
        if (before != null) {
            return Optional.of(before);
        }
        if (++steps > MOST_STEPS) {
            return Optional.empty();
        }
        Optional<double[]> made = constant(value).or(() -> graph.producer(value).flatMap(this::compute));
        made.ifPresent(numbers -> known.put(value, numbers));
        return made;
    }

    private Optional<double[]> constant(String value) {
        return graph.constant(value)
                .filter(tensor -> tensor.values() == 1
                        || tensor.values() == width
                                && OnnxConstant.trimmed(tensor.extents()).size() == 1)
                .map(OnnxConstant::tensor)
                .map(Formula::numbers);
    }

    private static double[] numbers(Tensor vector) {
        float[] row = vector.row(0);
        double[] numbers = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            numbers[i] = row[i];
        }
        return numbers;
    }

    private Optional<double[]> compute(OnnxNode node) {
        Optional<double[]> first = of(node.input(0));
        if (first.isEmpty() || !knows(node)) {
            return Optional.empty();
        }
        double[] x = first.get();
        DoubleBinaryOperator binary = BINARY.get(node.operator());
        if (binary != null) {
            return of(node.input(1)).map(y -> combine(binary, x, y));
        }
        DoubleUnaryOperator unary = UNARY.get(node.operator());
        if (unary != null) {
            return Optional.of(each(unary, x));
        }
        if (node.is("Gelu")) {
            boolean isTanh = node.text("approximate", "none").equals("tanh");
            return Optional.of(each(isTanh ? new GeluTanhMapping()::apply : new GeluMapping()::apply, x));
        }
        if (node.is("QuickGelu")) {
            double alpha = node.real("alpha", 1.702);
            return Optional.of(each(v -> v / (1 + Math.exp(-alpha * v)), x));
        }
        return node.is("ReduceMean") && isOverChannels(node) ? Optional.of(mean(x)) : Optional.empty();
    }

    private boolean isOverChannels(OnnxNode node) {
        List<Long> axes = node.integers("axes")
                .or(() -> graph.constant(node.input(1))
                        .filter(tensor -> tensor.values() == 1)
                        .map(tensor -> List.of((long) tensor.tensor().get(0))))
                .orElse(List.of());
        return (axes.equals(LAST_AXIS) || axes.equals(THIRD_AXIS)) && node.integer("keepdims", 1) == 1;
    }

    private static double[] mean(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value;
        }
        return new double[] {sum / x.length};
    }

    private static double[] each(DoubleUnaryOperator function, double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = function.applyAsDouble(x[i]);
        }
        return y;
    }

    private static double[] combine(DoubleBinaryOperator function, double[] x, double[] y) {
        double[] z = new double[Math.max(x.length, y.length)];
        for (int i = 0; i < z.length; i++) {
            z[i] = function.applyAsDouble(x[x.length == 1 ? 0 : i], y[y.length == 1 ? 0 : i]);
        }
        return z;
    }

    /** The largest difference of two vectors as a part of the largest magnitude of the second; infinite where one is no number or their lengths differ. */
    static double distance(double[] x, double[] y) {
        double largest = 0;
        double off = x.length == y.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(x.length, y.length); i++) {
            largest = Math.max(largest, Math.abs(y[i]));
            off = Math.max(off, Double.isNaN(x[i]) ? Double.POSITIVE_INFINITY : Math.abs(x[i] - y[i]));
        }
        return off / largest;
    }
}
