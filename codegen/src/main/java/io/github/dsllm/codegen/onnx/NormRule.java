package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Anatomy.Norm;
import io.github.dsllm.codegen.model.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** Finds norms: the operators that are norms, alone or with the sum before them, and formulas that compute one. */
final class NormRule {
    private static final String[] SAME_NUMBERS = {"Identity", "Cast", "Reshape", "Dropout"};
    private static final int MOST_OPERATORS = 40;
    private static final double CLOSE = 1e-3;
    private static final double LARGEST_EPSILON = 1e-2;
    private static final double SMALLEST = 1e-12;
    private static final int WIDEST = 1 << 16;

    private final OnnxGraph graph;
    private final LinearRule linears;

    NormRule(OnnxGraph graph, LinearRule linears) {
        this.graph = graph;
        this.linears = linears;
    }

    /** The norm that makes a value. */
    Optional<NormMatch> match(String value) {
        String made = graph.strip(value, SAME_NUMBERS);
        Optional<OnnxNode> node = graph.producer(made);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        boolean isFirst = node.get().outputs().indexOf(made) == 0;
        return switch (node.get().operator()) {
            case "LayerNormalization" -> isFirst ? single(node.get(), Norm.LAYER, 1e-5) : Optional.empty();
            case "SimplifiedLayerNormalization", "RMSNormalization" ->
                isFirst ? single(node.get(), Norm.RMS, 1e-5) : Optional.empty();
            case "SkipLayerNormalization" -> isFirst ? withSum(node.get(), Norm.LAYER, 4) : Optional.empty();
            case "SkipSimplifiedLayerNormalization" -> isFirst ? withSum(node.get(), Norm.RMS, 3) : Optional.empty();
            case "EmbedLayerNormalization" -> isFirst ? ofEmbedding(node.get()) : Optional.empty();
            default -> ofFormula(made);
        };
    }

    private Optional<NormMatch> single(OnnxNode node, Norm kind, double epsilon) {
        long axis = node.integer("axis", -1);
        return axis != -1 && axis != 2
                ? Optional.empty()
                : norm(
                        kind,
                        List.of(node.input(0)),
                        node.input(1),
                        kind == Norm.LAYER ? node.input(2) : "",
                        node.real("epsilon", epsilon));
    }

    private Optional<NormMatch> withSum(OnnxNode node, Norm kind, int bias) {
        return linears.isAdopted(node.input(bias))
                ? norm(
                        kind,
                        node.inputs().subList(0, 2),
                        node.input(2),
                        kind == Norm.LAYER ? node.input(3) : "",
                        node.real("epsilon", 1e-12))
                : Optional.empty();
    }

    /** Only where the sum before the norm is handed on: else the norm is part of the stream. */
    private Optional<NormMatch> ofEmbedding(OnnxNode node) {
        boolean hasSum = node.outputs().size() > 2 && !node.outputs().get(2).isEmpty();
        return hasSum
                ? norm(
                        Norm.LAYER,
                        List.of(node.outputs().get(2)),
                        node.input(5),
                        node.input(6),
                        node.real("epsilon", 1e-12))
                : Optional.empty();
    }

    private Optional<NormMatch> norm(Norm kind, List<String> summands, String gain, String shift, double epsilon) {
        Optional<Tensor> gains = linears.vector(gain);
        Optional<Tensor> shifts = linears.vector(shift);
        return gains.filter(vector -> kind == Norm.RMS || shifts.isPresent())
                .map(vector -> new NormMatch(kind, summands, vector, shifts, epsilon));
    }

    /** What a formula is made of. */
    private static final class Parts {
        final List<Tensor> vectors = new ArrayList<>();
        final Set<Double> epsilons = new LinkedHashSet<>(List.of(0.0));
    }

    private Optional<NormMatch> ofFormula(String value) {
        List<String> averaged = averaged(value);
        String stream = averaged.stream()
                .filter(each -> averaged.size() == 1 || unsquared(each).equals(each))
                .map(this::unsquared)
                .findFirst()
                .orElse("");
        if (averaged.size() > 2 || stream.isEmpty()) {
            return Optional.empty();
        }
        Parts parts = parts(value, stream);
        if (parts.vectors.size() != averaged.size()) {
            return Optional.empty();
        }
        Tensor first = parts.vectors.get(0);
        Tensor last = parts.vectors.get(parts.vectors.size() - 1);
        if (first.columns() > WIDEST || first.columns() != last.columns()) {
            return Optional.empty();
        }
        for (double epsilon : parts.epsilons) {
            NormMatch rms = new NormMatch(Norm.RMS, List.of(stream), first, Optional.empty(), epsilon);
            NormMatch layer = new NormMatch(Norm.LAYER, List.of(stream), first, Optional.of(last), epsilon);
            NormMatch other = new NormMatch(Norm.LAYER, List.of(stream), last, Optional.of(first), epsilon);
            for (NormMatch candidate : parts.vectors.size() == 1 ? List.of(rms) : List.of(layer, other)) {
                if (computes(value, stream, candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    /** What means are taken of in the operators close before a value. */
    private List<String> averaged(String value) {
        List<String> averaged = new ArrayList<>();
        walk(value, "", name -> graph.producer(name, "ReduceMean").ifPresent(node -> averaged.add(node.input(0))));
        return averaged;
    }

    /** Vectors and small numbers in the operators between the stream and a value. */
    private Parts parts(String value, String stream) {
        Parts parts = new Parts();
        walk(value, stream, name -> graph.constant(name).ifPresent(constant -> note(constant, parts)));
        return parts;
    }

    /** Visits values from one back to another, nearest first. */
    private void walk(String value, String end, Consumer<String> visitor) {
        Set<String> seen = new LinkedHashSet<>(List.of(end));
        Deque<String> open = new ArrayDeque<>(List.of(value));
        while (!open.isEmpty() && seen.size() < MOST_OPERATORS) {
            String next = open.removeFirst();
            if (seen.add(next)) {
                visitor.accept(next);
                graph.producer(next).filter(Formula::knows).ifPresent(node -> open.addAll(node.inputs()));
            }
        }
    }

    private static void note(OnnxConstant constant, Parts parts) {
        if (!constant.isReal()) {
            return;
        }
        if (constant.values() == 1) {
            double number = constant.tensor().get(0);
            if (number > 0 && number <= LARGEST_EPSILON) {
                parts.epsilons.add(number);
            }
        } else if (OnnxConstant.trimmed(constant.extents()).size() == 1) {
            parts.vectors.add(constant.tensor());
        }
    }

    /** A mean of squares is of what is squared. */
    private String unsquared(String averaged) {
        Optional<OnnxNode> square = graph.producer(averaged, "Pow", "Mul");
        boolean isSquare = square.filter(node -> node.is("Pow") || node.input(0).equals(node.input(1)))
                .isPresent();
        return isSquare ? square.orElseThrow().input(0) : averaged;
    }

    /** Compares with the definition, at values of size 1 and at values so small that ε counts. */
    private boolean computes(String value, String stream, NormMatch norm) {
        int width = norm.gain().columns();
        Random random = new Random(1);
        for (double size : new double[] {1, 0.01, Math.sqrt(Math.max(SMALLEST, norm.epsilon()))}) {
            double[] x = random.doubles(width, -size, 2 * size).toArray();
            Optional<double[]> made = new Formula(graph, width, Map.of(stream, x)).of(value);
            if (made.isEmpty() || !(Formula.distance(made.get(), defined(x, norm)) < CLOSE)) {
                return false;
            }
        }
        return true;
    }

    private static double[] defined(double[] x, NormMatch norm) {
        double mean = 0;
        double square = 0;
        for (double value : x) {
            mean += norm.kind() == Norm.LAYER ? value / x.length : 0;
        }
        for (double value : x) {
            square += (value - mean) * (value - mean) / x.length;
        }
        float[] gain = norm.gain().row(0);
        float[] shift = norm.shift().map(vector -> vector.row(0)).orElse(new float[x.length]);
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = gain[i] * (x[i] - mean) / Math.sqrt(square + norm.epsilon()) + shift[i];
        }
        return y;
    }
}
