package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Tensors;
import io.github.dsllm.codegen.onnx.AttentionMatch.Part;
import io.github.dsllm.codegen.onnx.AttentionMatch.Source;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Finds attention: as one operator of ONNX Runtime, or as products around a softmax. */
final class AttentionRule {
    private static final String[] SAME_NUMBERS = {"Reshape", "Transpose", "Identity", "Cast", "Squeeze", "Dropout"};
    private static final int MOST_STEPS = 64;

    private final OnnxGraph graph;
    private final LinearRule linears;
    private final TokenFlow flow;
    private final SourceRule sources;
    private final List<String> problems;

    AttentionRule(OnnxGraph graph, LinearRule linears, TokenFlow flow, List<String> problems) {
        this.graph = graph;
        this.linears = linears;
        this.flow = flow;
        this.sources = new SourceRule(graph, linears, flow, problems);
        this.problems = problems;
    }

    /** The attention that makes a value, before its output projection. */
    Optional<AttentionMatch> match(String value) {
        String made = graph.strip(value, SAME_NUMBERS);
        Optional<OnnxNode> node = graph.producer(made);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get().isContributed()) {
            return switch (node.get().operator()) {
                case "Attention" -> joined(node.get());
                case "GroupQueryAttention" -> grouped(node.get());
                case "MultiHeadAttention" -> multiHead(node.get());
                default -> Optional.empty();
            };
        }
        return node.filter(found -> found.is("MatMul"))
                .flatMap(this::unfused)
                .flatMap(match -> known(match.parted(), node.get()));
    }

    private Optional<AttentionMatch> known(Optional<AttentionMatch> parted, OnnxNode node) {
        refuse(node, parted.isEmpty(), "cuts queries, keys and values in an unknown way out of a projection");
        return parted;
    }

    private static OptionalLong given(OnnxNode node, String attribute) {
        long value = node.integer(attribute, 0);
        return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
    }

    /** An operator's scale of 0 is the usual one: 1/√headSize. */
    private static OptionalDouble scale(OnnxNode node) {
        double scale = node.real("scale", 0);
        return scale == 0 ? OptionalDouble.empty() : OptionalDouble.of(scale);
    }

    private void refuse(OnnxNode node, boolean isForeign, String what) {
        if (isForeign) {
            problems.add(node.describe() + " " + what);
        }
    }

    /** One constant makes queries, keys and values. */
    private Optional<AttentionMatch> joined(OnnxNode node) {
        refuse(node, node.integer("unidirectional", 0) != 1, "looks at later positions (unidirectional 0)");
        return linears.matrix(node.input(1), false)
                .filter(matrix -> matrix.rows() % 3 == 0)
                .map(matrix -> {
                    Linear linear =
                            new Linear(node.outputs().get(0), node.input(0), matrix, linears.vector(node.input(2)));
                    List<Long> sizes = node.integers("qkv_hidden_sizes")
                            .filter(list -> list.size() == 3)
                            .orElse(Collections.nCopies(3, matrix.rows() / 3L));
                    return of(node, linear, sizes, node.integer("do_rotary", 0) == 1);
                });
    }

    private AttentionMatch of(OnnxNode node, Linear linear, List<Long> sizes, boolean isRotated) {
        boolean isInterleaved = node.integer("rotary_interleaved", 0) == 1;
        long all = sizes.get(0) + sizes.get(1) + sizes.get(2);
        Source query = new Source(linear, new Part(0, sizes.get(0), all), isRotated, isInterleaved);
        Source key = new Source(linear, new Part(sizes.get(0), sizes.get(1), all), isRotated, isInterleaved);
        Source value = new Source(linear, new Part(sizes.get(0) + sizes.get(1), sizes.get(2), all), false, false);
        OptionalLong heads = given(node, "num_heads");
        OptionalLong kvHeads = given(node, "kv_num_heads");
        long window = node.integer("local_window_size", -1);
        return new AttentionMatch(
                query,
                key,
                value,
                heads,
                kvHeads.isPresent() ? kvHeads : heads,
                scale(node),
                window > 0 ? OptionalLong.of(window) : OptionalLong.empty());
    }

    private Optional<AttentionMatch> grouped(OnnxNode node) {
        refuse(node, node.real("softcap", 0) != 0, "caps the scores (softcap)");
        refuse(node, node.integer("smooth_softmax", 0) > 0, "smooths the softmax (smooth_softmax)");
        boolean isRotated = node.integer("do_rotary", 0) == 1;
        long heads = node.integer("num_heads", 1);
        long kvHeads = node.integer("kv_num_heads", heads);
        if (node.input(1).isEmpty()) {
            return sources.find(node.input(0))
                    .filter(source ->
                            heads > 0 && kvHeads > 0 && source.linear().matrix().rows() % (heads + 2 * kvHeads) == 0)
                    .map(source -> {
                        long size = source.linear().matrix().rows() / (heads + 2 * kvHeads);
                        List<Long> sizes = List.of(heads * size, kvHeads * size, kvHeads * size);
                        return of(node, source.linear(), sizes, isRotated);
                    });
        }
        return separate(node, isRotated);
    }

    private Optional<AttentionMatch> multiHead(OnnxNode node) {
        refuse(
                node,
                node.integer("unidirectional", 0) != 1
                        && node.input(4).isEmpty()
                        && node.input(5).isEmpty(),
                "looks at later positions (unidirectional 0 and no mask)");
        return separate(node, false).map(match -> biased(match, node.input(3)));
    }

    private Optional<AttentionMatch> separate(OnnxNode node, boolean isRotated) {
        Optional<Source> query = sources.find(node.input(0));
        Optional<Source> key = sources.find(node.input(1));
        Optional<Source> value = sources.find(node.input(2));
        if (query.isEmpty() || key.isEmpty() || value.isEmpty()) {
            return Optional.empty();
        }
        AttentionMatch like = of(node, query.get().linear(), List.of(0L, 0L, 0L), isRotated);
        AttentionMatch match = new AttentionMatch(
                turned(query.get(), like.query()),
                turned(key.get(), like.key()),
                value.get(),
                like.heads(),
                like.kvHeads(),
                like.scale(),
                like.window());
        return known(match.parted(), node);
    }

    private static Source turned(Source source, Source like) {
        return new Source(
                source.linear(),
                source.part(),
                source.isRotated() || like.isRotated(),
                source.isInterleaved() || like.isRotated() && like.isInterleaved());
    }

    /** Biases of queries, keys and values one behind the other. */
    private AttentionMatch biased(AttentionMatch match, String bias) {
        return linears.vector(bias)
                .map(vector -> {
                    if (match.query().isRotated() || match.key().isRotated()) {
                        problems.add("the bias " + bias + " is added behind the rotation");
                    }
                    int q = match.query().linear().matrix().rows();
                    int k = match.key().linear().matrix().rows();
                    int v = match.value().linear().matrix().rows();
                    if (vector.columns() != q + k + v) {
                        problems.add("the bias " + bias + " has " + vector.columns() + " values for " + (q + k + v)
                                + " queries, keys and values");
                        return match;
                    }
                    return new AttentionMatch(
                            match.query().withBias(Tensors.part(vector, 0, q)),
                            match.key().withBias(Tensors.part(vector, q, k)),
                            match.value().withBias(Tensors.part(vector, q + k, v)),
                            match.heads(),
                            match.kvHeads(),
                            match.scale(),
                            match.window());
                })
                .orElse(match);
    }

    /** softmax(scale·q·k + mask)·v. */
    private Optional<AttentionMatch> unfused(OnnxNode product) {
        String scores = product.input(0);
        double scale = 1;
        boolean isKnown = true;
        int softmaxes = 0;
        for (int step = 0; step < MOST_STEPS; step++) {
            Optional<OnnxNode> made = graph.producer(scores);
            if (made.isEmpty()) {
                return Optional.empty();
            }
            OnnxNode node = made.get();
            List<String> carriers = flow.inputs(node);
            if (node.is("MatMul", "FusedMatMul") && carriers.size() == 2) {
                return softmaxes == 1
                        ? around(node, product.input(1), isKnown, scale * node.real("alpha", 1))
                        : Optional.empty();
            }
            softmaxes += node.is("Softmax") ? 1 : 0;
            if (node.is("Mul", "Div") && carriers.size() == 1) {
                OptionalDouble factor = SourceRule.factor(graph, node, carriers.get(0));
                isKnown &= factor.isPresent();
                scale *= factor.orElse(1);
            }
            Optional<String> next = before(node, carriers);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            scores = next.get();
        }
        return Optional.empty();
    }

    /** The scores before a mask, a scale or the softmax. */
    private static Optional<String> before(OnnxNode node, List<String> carriers) {
        if (node.is("Where")) {
            return node.inputs().stream().skip(1).filter(carriers::contains).findFirst();
        }
        boolean passes = node.is(
                "Softmax", "Add", "Sub", "Mul", "Div", "Cast", "Identity", "Reshape", "Dropout", "Slice", "Max");
        return passes && carriers.size() == 1 ? Optional.of(carriers.get(0)) : Optional.empty();
    }

    private Optional<AttentionMatch> around(OnnxNode scores, String values, boolean isKnown, double factor) {
        Optional<Source> query = sources.find(scores.input(0));
        OptionalDouble ofQuery = sources.lastScale();
        Optional<Source> key = sources.find(scores.input(1));
        OptionalDouble ofKey = sources.lastScale();
        Optional<Source> value = sources.find(values);
        if (query.isEmpty() || key.isEmpty() || value.isEmpty()) {
            return Optional.empty();
        }
        boolean isWhole = isKnown && ofQuery.isPresent() && ofKey.isPresent();
        return Optional.of(new AttentionMatch(
                query.get(),
                key.get(),
                value.get(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                isWhole ? OptionalDouble.of(factor * ofQuery.orElse(1) * ofKey.orElse(1)) : OptionalDouble.empty(),
                OptionalLong.empty()));
    }
}
