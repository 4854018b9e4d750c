package io.github.dsllm.codegen.onnx;

import static io.github.dsllm.codegen.onnx.OnnxWriter.attribute;

import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.LayerWeights;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.model.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** Exports a model of any anatomy as the usual tools do: operator by operator, or with the fused operators of ONNX Runtime. */
public final class OnnxExport {
    private static final String RUNTIME = "com.microsoft";
    private static final int UNUSED_POSITIONS = 2;

    private final OnnxWriter out;
    private final LanguageModel model;
    private final ModelShape shape;
    private final Anatomy anatomy;
    private final Form form;
    private final boolean isFused;
    private final OnnxWeights weights;
    private final boolean skipsPositions;
    private boolean hasCache = true;

    /** How queries, keys and values come to attention, and what attention is. */
    public enum Form {
        /** Three projections, single operators. */
        SINGLE(false),
        /** One projection that a Split cuts in three, single operators. */
        JOINED(false),
        /** One projection with queries, keys and values head by head, single operators. */
        BY_HEAD(false),
        /** Three projections, GroupQueryAttention that rotates. */
        FUSED(true),
        /** One projection, GroupQueryAttention that rotates. */
        PACKED(true),
        /** RotaryEmbedding before GroupQueryAttention. */
        ROTARY(true),
        /** MultiHeadAttention with the biases. */
        MULTI_HEAD(true),
        /** Attention with the projection. */
        ATTENTION(true);

        private final boolean isFused;

        Form(boolean isFused) {
            this.isFused = isFused;
        }
    }

    /** What the fused norms hand on: the stream as the sum of these, the second empty. */
    private record Stream(String value, String branch) {}

    private OnnxExport(OnnxWriter out, LanguageModel model, Form form, OnnxWeights weights, boolean skipsPositions) {
        this.out = out;
        this.weights = weights;
        this.model = model;
        this.shape = model.shape();
        this.anatomy = shape.anatomy();
        this.form = form;
        this.isFused = form.isFused;
        this.skipsPositions = skipsPositions;
    }

    /** @param skipsPositions whether the table of positions begins with two rows that are not used */
    public static byte[] write(LanguageModel model, Form form, boolean skipsPositions) {
        return write(model, form, OnnxWeights.FLOAT, skipsPositions);
    }

    /** As above, with weights of fewer bits. */
    public static byte[] write(LanguageModel model, Form form, OnnxWeights weights, boolean skipsPositions) {
        OnnxExport export = new OnnxExport(new OnnxWriter(), model, form, weights, skipsPositions);
        export.operators();
        return export.out.output("logits").bytes();
    }

    /** Writes the operators into a graph or branch that somebody else has begun. */
    static void into(OnnxWriter out, LanguageModel model, Form form) {
        new OnnxExport(out, model, form, OnnxWeights.FLOAT, false).operators();
    }

    /** As Optimum merges two passes: the one without a cache is a branch of its own. */
    public static byte[] writeMerged(LanguageModel model, Form form, OnnxWeights weights, boolean skipsPositions) {
        OnnxExport export = new OnnxExport(new OnnxWriter(), model, form, weights, skipsPositions);
        OnnxWriter out = export.out.input("use_cache_branch");
        out.beginBranch();
        export.operators();
        OnnxWriter.Message withCache = out.endBranch("then_branch", "logits");
        export.hasCache = false;
        out.beginBranch();
        export.operators();
        OnnxWriter.Message withoutCache = out.endBranch("else_branch", "logits");
        out.node("", "If", List.of("use_cache_branch"), List.of("logits"), withCache, withoutCache);
        return out.output("logits").bytes();
    }

    private void operators() {
        out.input("input_ids").input("attention_mask").input("position_ids");
        Stream stream = new Stream(weights.rows(out, model.embedding(), "input_ids"), "");
        if (anatomy.learnedPositions()) {
            stream = new Stream(out.node("Add", List.of(stream.value, positions())), "");
        }
        for (int layer = 0; layer < shape.layers(); layer++) {
            LayerWeights weights = model.layers().get(layer);
            Normed first = norm(stream, weights.attentionNorm(), weights.other(Anatomy.ATTENTION_SHIFT));
            String attention = attention(first.value, weights, layer);
            stream = first.stream;
            if (!anatomy.parallel()) {
                stream = new Stream(stream.value, attention);
            }
            Normed second = norm(stream, weights.ffnNorm(), weights.other(Anatomy.FEED_FORWARD_SHIFT));
            String feedForward = feedForward(second.value, weights);
            stream = anatomy.parallel()
                    ? new Stream(out.node("Add", List.of(attention, feedForward)), second.stream.value)
                    : new Stream(second.stream.value, feedForward);
        }
        Normed last = norm(stream, model.finalNorm(), model.other(Anatomy.FINAL_SHIFT));
        String logits = linear(last.value, model.head(), model.other(Bias.HEAD.tensor()));
        out.node("", "Cast", List.of(logits), List.of("logits"), attribute("to", OnnxWriter.FLOAT));
    }

    private String positions() {
        Tensor rows = model.other(Anatomy.POSITIONS).orElseThrow();
        int unused = skipsPositions ? UNUSED_POSITIONS : 0;
        Tensor table = Tensors.of(rows.rows() + unused, rows.columns(), (row, destination) -> {
            if (row >= unused) {
                rows.row(row - unused, destination);
            }
        });
        String index = skipsPositions
                ? out.node("Add", List.of("position_ids", out.integers(UNUSED_POSITIONS)))
                : "position_ids";
        return weights.rows(out, table, index);
    }

    private record Normed(String value, Stream stream) {}

    private Normed norm(Stream stream, Tensor gain, Optional<Tensor> shift) {
        String gains = weights(gain);
        if (isFused && !stream.branch.isEmpty()) {
            String operator = anatomy.isLayerNorm() ? "SkipLayerNormalization" : "SkipSimplifiedLayerNormalization";
            List<String> inputs = new ArrayList<>(List.of(stream.branch, stream.value, gains));
            shift.ifPresent(vector -> inputs.add(weights(vector)));
            List<String> outputs = List.of(out.unique("normed"), "", "", out.unique("sum"));
            out.node(RUNTIME, operator, inputs, outputs, attribute("epsilon", (float) shape.normEpsilon()));
            return new Normed(outputs.get(0), new Stream(outputs.get(3), ""));
        }
        String x = stream.branch.isEmpty() ? stream.value : out.node("Add", List.of(stream.value, stream.branch));
        Stream same = new Stream(x, "");
        if (isFused) {
            String operator = anatomy.isLayerNorm() ? "LayerNormalization" : "SimplifiedLayerNormalization";
            List<String> inputs = new ArrayList<>(List.of(x, gains));
            shift.ifPresent(vector -> inputs.add(weights(vector)));
            return new Normed(out.node(operator, inputs, attribute("epsilon", (float) shape.normEpsilon())), same);
        }
        String centred = anatomy.isLayerNorm() ? out.node("Sub", List.of(x, mean(x))) : x;
        String square = out.node("Pow", List.of(centred, out.constant(2)));
        String root = out.node("Sqrt", List.of(out.node("Add", List.of(mean(square), out.constant((float)
                shape.normEpsilon())))));
        String scaled = anatomy.isLayerNorm()
                ? out.node("Div", List.of(centred, root))
                : out.node("Mul", List.of(x, out.node("Div", List.of(out.constant(1), root))));
        String gained = out.node("Mul", List.of(scaled, gains));
        return new Normed(
                shift.map(vector -> out.node("Add", List.of(gained, weights(vector))))
                        .orElse(gained),
                same);
    }

    private String mean(String x) {
        return out.node("ReduceMean", List.of(x), attribute("axes", new long[] {-1}));
    }

    private String attention(String x, LayerWeights weights, int layer) {
        List<Tensor> matrices = List.of(halves(weights.wq()), halves(weights.wk()), weights.wv());
        List<Tensor> biases = new ArrayList<>();
        weights.other("bq").map(this::halves).ifPresent(biases::add);
        weights.other("bk").map(this::halves).ifPresent(biases::add);
        weights.other("bv").ifPresent(biases::add);
        String context = switch (form) {
            case SINGLE, FUSED, ROTARY -> separate(x, matrices, biases, layer);
            case JOINED -> {
                String joined = linear(x, joined(matrices), joinedBias(biases));
                List<String> parts = split(joined, 2, shape.queryDim(), shape.kvDim(), shape.kvDim());
                yield unfusedAttention(
                        heads(parts.get(0), shape.heads()),
                        heads(parts.get(1), shape.kvHeads()),
                        heads(parts.get(2), shape.kvHeads()),
                        layer);
            }
            case BY_HEAD -> {
                int size = shape.headSize();
                IntUnaryOperator order = row -> row / size % 3 * shape.queryDim() + row / size / 3 * size + row % size;
                int outputs = 3 * shape.queryDim();
                Tensor matrix = Tensors.permuted(joined(matrices), outputs, order);
                Optional<Tensor> bias =
                        joinedBias(biases).map(vector -> Tensors.permutedVector(vector, outputs, order));
                String cut = out.node(
                        "Reshape", List.of(linear(x, matrix, bias), out.integers(0, 0, shape.heads(), 3L * size)));
                String turned = out.node("Transpose", List.of(cut), attribute("perm", 0, 2, 1, 3));
                List<String> parts = split(turned, 3, size, size, size);
                yield unfusedAttention(parts.get(0), parts.get(1), parts.get(2), layer);
            }
            case PACKED -> grouped(linear(x, joined(matrices), joinedBias(biases)), "", "", layer, true);
            case MULTI_HEAD -> {
                List<String> inputs = new ArrayList<>();
                matrices.forEach(matrix -> inputs.add(linear(x, matrix, Optional.empty())));
                inputs.add(joinedBias(biases).map(this::weights).orElse(""));
                inputs.addAll(List.of("", "attention_mask"));
                yield runtime("MultiHeadAttention", inputs, attribute("num_heads", (long) shape.heads()));
            }
            case ATTENTION -> {
                List<String> inputs = new ArrayList<>(List.of(x, weights(Tensors.transposed(joined(matrices)))));
                joinedBias(biases).map(this::weights).ifPresent(inputs::add);
                yield runtime(
                        "Attention",
                        inputs,
                        attribute("num_heads", (long) shape.heads()),
                        attribute("unidirectional", 1L));
            }
        };
        return linear(context, weights.wo(), weights.other("bo"));
    }

    private String separate(String x, List<Tensor> matrices, List<Tensor> biases, int layer) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < matrices.size(); i++) {
            parts.add(linear(x, matrices.get(i), biases.isEmpty() ? Optional.empty() : Optional.of(biases.get(i))));
        }
        if (form == Form.SINGLE) {
            return unfusedAttention(
                    heads(parts.get(0), shape.heads()),
                    heads(parts.get(1), shape.kvHeads()),
                    heads(parts.get(2), shape.kvHeads()),
                    layer);
        }
        if (form == Form.ROTARY) {
            parts.set(0, embedded(parts.get(0)));
            parts.set(1, embedded(parts.get(1)));
        }
        return grouped(parts.get(0), parts.get(1), parts.get(2), layer, form == Form.FUSED);
    }

    private String embedded(String value) {
        String cache =
                out.weights(new float[shape.context() * shape.headSize() / 2], shape.context(), shape.headSize() / 2);
        return runtime("RotaryEmbedding", List.of(value, "position_ids", cache, cache));
    }

    private static Tensor joined(List<Tensor> parts) {
        int rows = parts.stream().mapToInt(Tensor::rows).sum();
        return Tensors.of(rows, parts.get(0).columns(), (row, destination) -> {
            int left = row;
            for (Tensor part : parts) {
                if (left >= 0 && left < part.rows()) {
                    part.row(left, destination);
                }
                left -= part.rows();
            }
        });
    }

    private static Optional<Tensor> joinedBias(List<Tensor> parts) {
        float[] values = new float[parts.stream().mapToInt(Tensor::columns).sum()];
        int next = 0;
        for (Tensor part : parts) {
            System.arraycopy(part.row(0), 0, values, next, part.columns());
            next += part.columns();
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(Tensors.vector(values));
    }

    private List<String> split(String value, long axis, int... sizes) {
        List<String> outputs = List.of(out.unique("query"), out.unique("key"), out.unique("value"));
        long[] all = Arrays.stream(sizes).asLongStream().toArray();
        return out.node("", "Split", List.of(value, out.integers(all)), outputs, attribute("axis", axis));
    }

    private String runtime(String operator, List<String> inputs, OnnxWriter.Message... attributes) {
        return out.node(RUNTIME, operator, inputs, List.of(out.unique(operator)), attributes)
                .get(0);
    }

    /** Rotated channels as halves, as the stored models have them; works for vectors too. */
    private Tensor halves(Tensor neighbours) {
        int channels = anatomy.rotary().channels(shape.headSize());
        IntUnaryOperator order = row -> {
            int channel = row % shape.headSize();
            int half = channels / 2;
            return channel >= channels ? row : row - channel + channel % half * 2 + channel / half;
        };
        return neighbours.rows() == 1
                ? Tensors.permutedVector(neighbours, neighbours.columns(), order)
                : Tensors.permuted(neighbours, neighbours.rows(), order);
    }

    private String grouped(String q, String k, String v, int layer, boolean rotates) {
        boolean isRotated = rotates && anatomy.rotary().share() > 0;
        return runtime(
                "GroupQueryAttention",
                List.of(q, k, v, past(layer, "key"), past(layer, "value"), "attention_mask", "attention_mask"),
                attribute("num_heads", (long) shape.heads()),
                attribute("kv_num_heads", (long) shape.kvHeads()),
                attribute("do_rotary", isRotated ? 1L : 0L),
                attribute("scale", (float) (1 / shape.scoreDivisor())));
    }

    private String cached(int layer, String name, String value) {
        return hasCache ? out.node("Concat", List.of(past(layer, name), value), attribute("axis", 2L)) : value;
    }

    private String past(int layer, String name) {
        String input = "past_key_values." + layer + "." + name;
        out.input(input);
        return input;
    }

    private String unfusedAttention(String q, String k, String v, int layer) {
        String queries = rotated(q);
        String keys = repeated(cached(layer, "key", rotated(k)));
        String values = repeated(cached(layer, "value", v));
        keys = out.node("Transpose", List.of(keys), attribute("perm", 0, 1, 3, 2));
        String scores = out.node("MatMul", List.of(queries, keys));
        if (anatomy.scaledScores()) {
            scores = out.node("Div", List.of(scores, out.constant((float) shape.scoreDivisor())));
        }
        String mask = out.node("Cast", List.of("attention_mask"), attribute("to", (long) OnnxWriter.FLOAT));
        String weights = out.node("Softmax", List.of(out.node("Add", List.of(scores, mask))));
        String context = out.node("MatMul", List.of(weights, values));
        String turned = out.node("Transpose", List.of(context), attribute("perm", 0, 2, 1, 3));
        return out.node("Reshape", List.of(turned, out.integers(0, 0, shape.queryDim())));
    }

    private String heads(String value, int heads) {
        String cut = out.node("Reshape", List.of(value, out.integers(0, 0, heads, shape.headSize())));
        return out.node("Transpose", List.of(cut), attribute("perm", 0, 2, 1, 3));
    }

    private String repeated(String value) {
        String wide = out.node("Unsqueeze", List.of(value, out.integers(2)));
        String tall = out.node("Expand", List.of(wide, out.integers(1, 1, shape.headsPerKvHead(), 1, 1)));
        return out.node("Reshape", List.of(tall, out.integers(0, shape.heads(), -1, shape.headSize())));
    }

    private String rotated(String value) {
        int channels = anatomy.rotary().channels(shape.headSize());
        if (channels == 0) {
            return value;
        }
        String angle = out.node("Cast", List.of("position_ids"), attribute("to", (long) OnnxWriter.FLOAT));
        String turning = channels == shape.headSize() ? value : slice(value, 0, channels);
        String left = slice(turning, 0, channels / 2);
        String right = slice(turning, channels / 2, Long.MAX_VALUE);
        String swapped = out.node("Concat", List.of(out.node("Neg", List.of(right)), left), attribute("axis", -1L));
        String sum = out.node(
                "Add",
                List.of(
                        out.node("Mul", List.of(turning, out.node("Cos", List.of(angle)))),
                        out.node("Mul", List.of(swapped, out.node("Sin", List.of(angle))))));
        return channels == shape.headSize()
                ? sum
                : out.node("Concat", List.of(sum, slice(value, channels, Long.MAX_VALUE)), attribute("axis", -1L));
    }

    private String slice(String value, long from, long to) {
        return out.node("Slice", List.of(value, out.integers(from), out.integers(to), out.integers(-1)));
    }

    private String feedForward(String x, LayerWeights weights) {
        String gate = linear(x, weights.w1(), weights.other("b1"));
        String active = OnnxActivation.write(out, shape.activation(), isFused, gate);
        if (anatomy.gated()) {
            active = out.node("Mul", List.of(active, linear(x, weights.w3(), weights.other("b3"))));
        }
        return linear(active, weights.w2(), weights.other("b2"));
    }

    private String linear(String x, Tensor matrix, Optional<Tensor> bias) {
        return weights.linear(out, x, matrix, OnnxWeights.name(out, bias));
    }

    private String weights(Tensor tensor) {
        return OnnxWeights.real(out, tensor);
    }
}
