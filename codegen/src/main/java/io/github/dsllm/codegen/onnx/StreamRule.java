package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Tensor;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes the residual stream apart into what was added to it: rows of tables, and projections of attention and feed-forward. */
final class StreamRule {
    /** Of all sums together: the stream of a model of 1,000 layers is looked at in 2,000 states of up to 4,000 terms. */
    private static final int MOST_STEPS = 1 << 22;

    private static final String[] SAME_NUMBERS = {"Identity", "Cast", "Reshape", "Dropout"};

    private final OnnxGraph graph;
    private final LinearRule linears;
    private final TokenFlow flow;
    private int steps;

    StreamRule(OnnxGraph graph, LinearRule linears, TokenFlow flow) {
        this.graph = graph;
        this.linears = linears;
        this.flow = flow;
    }

    /**
     * What is added up.
     *
     * @param embedding name of the token table, empty if there is none
     * @param positions name of the position table, empty if there is none
     * @param projections by the value of their product
     * @param foreign what else is added, for messages
     */
    record Terms(String embedding, String positions, Map<String, Linear> projections, List<String> foreign) {}

    private static final class Found {
        final Set<String> values = new HashSet<>();
        final Map<String, Linear> projections = new LinkedHashMap<>();
        final Deque<String> foreign = new ArrayDeque<>();
        String embedding = "";
        String positions = "";

        void table(String name, boolean isOfTokens) {
            String before = isOfTokens ? embedding : positions;
            if (!before.isEmpty()) {
                foreign.add("a second table " + name);
            } else if (isOfTokens) {
                embedding = name;
            } else {
                positions = name;
            }
        }
    }

    /** The terms of a sum. */
    Terms terms(Collection<String> summands) {
        Found found = new Found();
        Deque<String> open = new ArrayDeque<>(summands);
        while (!open.isEmpty()) {
            if (++steps > MOST_STEPS) {
                throw new UserError(graph.file() + " adds up more than " + MOST_STEPS
                        + " terms, more than any model does; perhaps it is damaged.");
            }
            String value = graph.strip(open.removeLast(), SAME_NUMBERS);
            if (!found.values.add(value)) {
                found.foreign.add(value + " once more");
                continue;
            }
            Optional<Linear> linear = linears.match(value);
            if (linear.isPresent()) {
                found.projections.put(linear.get().product(), linear.get());
            } else {
                graph.producer(value)
                        .ifPresentOrElse(node -> open(node, value, open, found), () -> found.foreign.add(value));
            }
        }
        return new Terms(found.embedding, found.positions, found.projections, List.copyOf(found.foreign));
    }

    private void open(OnnxNode node, String value, Deque<String> open, Found found) {
        int output = node.outputs().indexOf(value);
        boolean isSkip = node.is("SkipLayerNormalization", "SkipSimplifiedLayerNormalization") && output == 3;
        if (node.is("Add") || isSkip) {
            boolean hasBias = isSkip && !linears.isAdopted(node.input(node.is("SkipLayerNormalization") ? 4 : 3));
            if (hasBias) {
                found.foreign.add("the bias of " + node.describe());
            }
            open.addAll(node.inputs().subList(0, Math.min(2, node.inputs().size())));
        } else if (node.is("EmbedLayerNormalization")
                && output == 2
                && node.input(4).isEmpty()) {
            found.table(node.input(2), true);
            if (!node.input(3).isEmpty()) {
                found.table(node.input(3), false);
            }
        } else if (node.is("Gather")
                && node.integer("axis", 0) == 0
                && table(node.input(0)).isPresent()) {
            found.table(node.input(0), flow.carries(value));
        } else {
            found.foreign.add(node.describe());
        }
    }

    /** A table of rows. */
    Optional<Tensor> table(String name) {
        return linears.matrix(name, true);
    }
}
