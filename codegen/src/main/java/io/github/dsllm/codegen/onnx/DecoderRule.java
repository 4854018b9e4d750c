package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Problems;
import io.github.dsllm.codegen.onnx.AttentionMatch.Source;
import io.github.dsllm.codegen.onnx.StreamRule.Terms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Recognises a decoder from its end: the head reads the final norm, the norm reads the residual stream, and the stream is a sum of table rows and projections. Each of these projections
 * closes a branch, whose norm reads the stream as it was before; how much had been added by then gives the order of the layers.
 */
final class DecoderRule {
    private static final String[] LAST_TOKEN = {
        "Reshape", "Identity", "Cast", "Gather", "GatherND", "GatherElements", "Slice", "Squeeze", "Unsqueeze"
    };
    private static final List<String> KNOWN = List.of(
            "Add",
            "And",
            "Attention",
            "BiasAdd",
            "BiasGelu",
            "Cast",
            "Clip",
            "Concat",
            "Constant",
            "ConstantOfShape",
            "Cos",
            "CumSum",
            "Div",
            "Dropout",
            "EmbedLayerNormalization",
            "Equal",
            "Erf",
            "Exp",
            "Expand",
            "FastGelu",
            "FusedMatMul",
            "Gather",
            "Gelu",
            "Gemm",
            "Greater",
            "GreaterOrEqual",
            "GroupQueryAttention",
            "Identity",
            "IsNaN",
            "LayerNormalization",
            "Less",
            "LessOrEqual",
            "MatMul",
            "Max",
            "Min",
            "Mul",
            "MultiHeadAttention",
            "Neg",
            "Not",
            "Or",
            "Pow",
            "QuickGelu",
            "RMSNormalization",
            "Range",
            "Reciprocal",
            "ReduceMean",
            "ReduceSum",
            "Relu",
            "Reshape",
            "RotaryEmbedding",
            "ScatterND",
            "Shape",
            "Sigmoid",
            "SimplifiedLayerNormalization",
            "Sin",
            "Size",
            "SkipLayerNormalization",
            "SkipSimplifiedLayerNormalization",
            "Slice",
            "Softmax",
            "Split",
            "Sqrt",
            "Squeeze",
            "Sub",
            "Tanh",
            "Tile",
            "Transpose",
            "Trilu",
            "Unsqueeze",
            "Where");

    private final OnnxGraph graph;
    private final List<String> problems = new ArrayList<>();
    private final LinearRule linears;
    private final NormRule norms;
    private final StreamRule streams;
    private final ActivationRule activations;
    private final AttentionRule attentions;

    private DecoderRule(OnnxGraph graph) {
        this.graph = graph;
        TokenFlow flow = new TokenFlow(graph);
        this.linears = new LinearRule(graph);
        this.norms = new NormRule(graph, linears);
        this.streams = new StreamRule(graph, linears, flow);
        this.activations = new ActivationRule(graph, linears, flow);
        this.attentions = new AttentionRule(graph, linears, flow, problems);
    }

    /**
     * The decoder in the first of several graphs that is understood; all of them are meant to compute the same.
     *
     * @throws UserError that says why the first is not, if none is
     */
    static DecoderGraph first(List<OnnxGraph> graphs) {
        List<UserError> refusals = new ArrayList<>();
        for (OnnxGraph graph : graphs) {
            try {
                return read(graph);
            } catch (UserError notUnderstood) {
                refusals.add(notUnderstood);
            }
        }
        throw refusals.get(0);
    }

    /** @throws UserError with every place that is not understood, and every operator that no rule knows */
    static DecoderGraph read(OnnxGraph graph) {
        DecoderRule rule = new DecoderRule(graph);
        Optional<DecoderGraph> decoder = rule.decoder();
        if (decoder.isEmpty() || !rule.problems.isEmpty()) {
            throw rule.unsupported();
        }
        return decoder.get();
    }

    private UserError unsupported() {
        Map<String, Integer> foreign = new TreeMap<>();
        for (OnnxNode node : graph.nodes()) {
            if (!node.is(KNOWN.toArray(String[]::new))) {
                foreign.merge(node.fullOperator(), 1, Integer::sum);
            }
        }
        List<String> all = new ArrayList<>(problems);
        foreign.forEach((operator, times) -> all.add("the operator " + operator + " (" + times + " times)"));
        return new UserError(
                graph.file() + " holds a graph that is not supported: " + Problems.list(all)
                        + "; perhaps you should export the decoder with single operators, or use the model's Hugging Face folder (docs/onnx.md).");
    }

    private Optional<DecoderGraph> decoder() {
        String logits = graph.outputs().contains("logits")
                ? "logits"
                : graph.outputs().stream().findFirst().orElse("");
        Optional<Linear> head = linears.match(graph.strip(logits, LAST_TOKEN));
        Optional<NormMatch> finalNorm = head.flatMap(linear -> norms.match(graph.strip(linear.input(), LAST_TOKEN)));
        if (head.isEmpty() || finalNorm.isEmpty()) {
            problems.add(
                    head.isEmpty()
                            ? "the output " + logits + " is no projection"
                            : "the head reads no norm but "
                                    + describe(head.get().input()));
            return Optional.empty();
        }
        Terms terms = streams.terms(finalNorm.get().summands());
        terms.foreign().forEach(what -> problems.add(what + " adds to the residual stream"));
        List<DecoderBranch> attention = new ArrayList<>();
        List<DecoderBranch> feedForward = new ArrayList<>();
        terms.projections()
                .values()
                .forEach(linear -> branch(linear, terms)
                        .ifPresent(branch -> (branch.attention().isPresent() ? attention : feedForward).add(branch)));
        if (terms.embedding().isEmpty()) {
            problems.add("no row of a table is looked up for the tokens");
        }
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        boolean isParallel = isParallel(attention, feedForward);
        if (!isOrdered(attention, feedForward, isParallel)) {
            problems.add("attention and feed-forward blocks do not follow each other layer by layer");
            return Optional.empty();
        }
        return Optional.of(new DecoderGraph(
                graph,
                streams.table(terms.embedding()).orElseThrow(),
                terms.positions().isEmpty() ? Optional.empty() : streams.table(terms.positions()),
                attention,
                feedForward,
                isParallel,
                finalNorm.get(),
                head.get()));
    }

    private String describe(String value) {
        return graph.producer(graph.strip(value, LAST_TOKEN))
                .map(OnnxNode::describe)
                .orElse(value);
    }

    private Optional<DecoderBranch> branch(Linear output, Terms stream) {
        Optional<ActivationRule.Match> feedForward = activations.match(output.input());
        Optional<AttentionMatch> attention =
                feedForward.isPresent() ? Optional.empty() : attentions.match(output.input());
        if (feedForward.isEmpty() && attention.isEmpty()) {
            problems.add(output.product() + " reads " + describe(output.input())
                    + ", which is neither attention nor the activation of a feed-forward block");
            return Optional.empty();
        }
        Set<String> inputs = new HashSet<>();
        feedForward.ifPresent(match -> {
            inputs.add(match.gate().input());
            match.up().ifPresent(up -> inputs.add(up.input()));
        });
        attention.ifPresent(match -> List.of(match.query(), match.key(), match.value()).stream()
                .map(Source::linear)
                .forEach(linear -> inputs.add(linear.input())));
        Set<String> read = new HashSet<>();
        inputs.forEach(input -> read.add(graph.strip(input, "Reshape", "Identity", "Cast")));
        Optional<NormMatch> norm =
                read.size() == 1 ? norms.match(read.iterator().next()) : Optional.empty();
        if (norm.isEmpty()) {
            problems.add("the projections before " + output.product() + " read no common norm but "
                    + read.stream().sorted().map(this::describe).toList());
            return Optional.empty();
        }
        Terms before = streams.terms(norm.get().summands());
        boolean isSameStream = before.embedding().equals(stream.embedding())
                && before.positions().equals(stream.positions())
                && before.foreign().isEmpty();
        if (!isSameStream) {
            problems.add("the norm before " + output.product() + " reads another stream than the final norm");
        }
        return Optional.of(
                new DecoderBranch(output, norm.get(), before.projections().keySet(), attention, feedForward));
    }

    /** Sorts both by what had been added before them, and says whether both of the first layer read the same. */
    private static boolean isParallel(List<DecoderBranch> attention, List<DecoderBranch> feedForward) {
        Comparator<DecoderBranch> byDepth =
                Comparator.comparingInt(branch -> branch.before().size());
        attention.sort(byDepth);
        feedForward.sort(byDepth);
        return !feedForward.isEmpty() && feedForward.get(0).before().isEmpty();
    }

    private static boolean isOrdered(
            List<DecoderBranch> attention, List<DecoderBranch> feedForward, boolean isParallel) {
        if (attention.isEmpty() || attention.size() != feedForward.size()) {
            return false;
        }
        Set<String> added = new HashSet<>();
        for (int layer = 0; layer < attention.size(); layer++) {
            DecoderBranch first = attention.get(layer);
            DecoderBranch second = feedForward.get(layer);
            if (!first.before().equals(added)) {
                return false;
            }
            if (!isParallel) {
                added.add(first.output().product());
            }
            if (!second.before().equals(added)) {
                return false;
            }
            added.add(first.output().product());
            added.add(second.output().product());
        }
        return true;
    }
}
