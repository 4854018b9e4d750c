package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.onnx.AttentionMatch.Part;
import io.github.dsllm.codegen.onnx.AttentionMatch.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Follows queries, keys or values back to the projection that makes them: through changes of shape, the cache, repetition for groups of heads, rotation and scaling. */
final class SourceRule {
    private static final int MOST_OPERATORS = 256;
    private static final String[] PASSING = {
        "Reshape",
        "Transpose",
        "Identity",
        "Cast",
        "Squeeze",
        "Unsqueeze",
        "Expand",
        "Tile",
        "Concat",
        "Slice",
        "Split",
        "Mul",
        "Div",
        "Add",
        "Sub",
        "Neg",
        "RotaryEmbedding",
        "ScatterND",
        "Where"
    };

    private final OnnxGraph graph;
    private final LinearRule linears;
    private final TokenFlow flow;
    private final List<String> problems;
    private OptionalDouble lastScale = OptionalDouble.empty();

    SourceRule(OnnxGraph graph, LinearRule linears, TokenFlow flow, List<String> problems) {
        this.graph = graph;
        this.linears = linears;
        this.flow = flow;
        this.problems = problems;
    }

    /** A value on the way, and the part of the projection that was taken last. */
    private record Step(String value, Part part) {}

    private static final class Found {
        final Set<Linear> linears = new LinkedHashSet<>();
        final Set<Part> parts = new LinkedHashSet<>();
        final List<String> foreign = new ArrayList<>();
        boolean isRotated;
        boolean isInterleaved;
        boolean isScaleKnown = true;
        double scale = 1;
    }

    /** The factor on the way of the last {@link #find}; empty where it is no constant. */
    OptionalDouble lastScale() {
        return lastScale;
    }

    /** The projection behind a value; where there is none or more than one, that is reported. */
    Optional<Source> find(String value) {
        Found found = new Found();
        Set<Step> seen = new HashSet<>();
        Set<String> counted = new HashSet<>();
        Deque<Step> open = new ArrayDeque<>(List.of(new Step(value, Part.ALL)));
        while (!open.isEmpty() && seen.size() < MOST_OPERATORS) {
            Step step = open.removeFirst();
            if (!seen.add(step)) {
                continue;
            }
            Optional<Linear> linear = linears.match(step.value());
            if (linear.isPresent()) {
                found.linears.add(linear.get());
                found.parts.add(step.part());
                continue;
            }
            Optional<OnnxNode> node = graph.producer(step.value());
            if (node.isEmpty() || !node.get().is(PASSING)) {
                found.foreign.add(node.map(OnnxNode::describe).orElse(step.value()));
                continue;
            }
            if (counted.add(step.value())) {
                look(node.get(), found);
            }
            Part part = part(node.get(), step.value()).orElse(step.part());
            flow.inputs(node.get()).forEach(input -> open.add(new Step(input, part)));
        }
        lastScale = found.isScaleKnown ? OptionalDouble.of(found.scale) : OptionalDouble.empty();
        return source(value, found);
    }

    private Optional<Source> source(String value, Found found) {
        if (!found.foreign.isEmpty() || found.linears.size() != 1) {
            problems.add(value + " comes from "
                    + (found.foreign.isEmpty()
                            ? found.linears.size() + " projections"
                            : String.join(", ", found.foreign) + ", not from a projection"));
            return Optional.empty();
        }
        Linear linear = found.linears.iterator().next();
        Part part = found.parts.size() == 1 ? found.parts.iterator().next() : Part.ALL;
        return Optional.of(new Source(linear, part, found.isRotated, found.isInterleaved));
    }

    private void look(OnnxNode node, Found found) {
        found.isRotated |= node.is("Neg", "RotaryEmbedding");
        found.isInterleaved |= node.is("RotaryEmbedding") && node.integer("interleaved", 0) == 1
                || node.is("Slice") && number(node.input(4)).orElse(1L) == 2;
        List<String> carriers = flow.inputs(node);
        if (node.is("Mul", "Div") && carriers.size() == 1) {
            OptionalDouble factor = factor(graph, node, carriers.get(0));
            found.scale *= factor.orElse(1);
            found.isScaleKnown &= factor.isPresent() || turns(node, carriers.get(0));
        }
    }

    /** What a Mul or Div by a constant multiplies with. */
    static OptionalDouble factor(OnnxGraph graph, OnnxNode node, String data) {
        boolean isFirst = node.input(0).equals(data);
        Optional<Double> other = graph.constant(node.input(isFirst ? 1 : 0))
                .filter(tensor -> tensor.values() == 1)
                .map(tensor -> (double) tensor.tensor().get(0));
        if (other.isEmpty() || node.is("Div") && !isFirst) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(node.is("Div") ? 1 / other.get() : other.get());
    }

    /** Whether the other factor is a cosine or a sine, computed or looked up. */
    private boolean turns(OnnxNode node, String data) {
        Deque<String> open = new ArrayDeque<>(node.inputs());
        Set<String> seen = new HashSet<>(Set.of(data));
        while (!open.isEmpty() && seen.size() < MOST_OPERATORS) {
            String value = open.removeFirst();
            if (!seen.add(value)) {
                continue;
            }
            boolean isTable =
                    graph.constant(value).filter(tensor -> tensor.values() > 1).isPresent();
            Optional<OnnxNode> maker = graph.producer(value);
            if (isTable || maker.filter(made -> made.is("Cos", "Sin")).isPresent()) {
                return true;
            }
            maker.filter(made -> !made.is("Shape")).ifPresent(made -> open.addAll(made.inputs()));
        }
        return false;
    }

    /** Which channels a Split or Slice takes; empty where it takes none, or that cannot be known. */
    private Optional<Part> part(OnnxNode node, String output) {
        if (node.is("Split")) {
            List<Long> sizes = node.integers("split").orElseGet(() -> numbers(node.input(1)));
            int place = node.outputs().indexOf(output);
            return place >= sizes.size()
                    ? Optional.empty()
                    : Optional.of(new Part(sum(sizes.subList(0, place)), sizes.get(place), sum(sizes)));
        }
        if (node.is("Slice")) {
            long first = number(node.input(1)).orElse(-1L);
            long end = number(node.input(2)).orElse(0L);
            return first < 0
                    ? Optional.empty()
                    : Optional.of(new Part(first, end > 0 && end < Integer.MAX_VALUE ? end - first : 0, 0));
        }
        return Optional.empty();
    }

    private static long sum(List<Long> sizes) {
        return sizes.stream().mapToLong(Long::longValue).sum();
    }

    private List<Long> numbers(String value) {
        return graph.constant(value)
                .filter(tensor -> tensor.values() > 0 && tensor.values() < MOST_OPERATORS)
                .map(OnnxConstant::tensor)
                .map(tensor -> {
                    List<Long> numbers = new ArrayList<>();
                    for (float number : tensor.row(0)) {
                        numbers.add((long) number);
                    }
                    return numbers;
                })
                .orElse(List.of());
    }

    private Optional<Long> number(String value) {
        return numbers(value).size() == 1 ? Optional.of(numbers(value).get(0)) : Optional.empty();
    }
}
