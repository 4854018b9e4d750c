package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** GGUF files of every family, written as llama.cpp's conversion stores them, come back as they were. */
class GgufArchitecturesTest {
    private static final long SEED = 7;
    private static final Map<TinyArchitectures, String> NAMES = Map.of(
            TinyArchitectures.LLAMA3, "llama",
            TinyArchitectures.LLAMA_BIASED, "llama",
            TinyArchitectures.QWEN2, "qwen2",
            TinyArchitectures.GPT2, "gpt2",
            TinyArchitectures.GPT_NEOX, "gptneox",
            TinyArchitectures.PHI, "phi2");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"LLAMA3", "LLAMA_BIASED", "QWEN2", "GPT2", "GPT_NEOX", "PHI"})
    void comesBackAsItWas(TinyArchitectures kind) throws IOException {
        LanguageModel model = model(kind);

        LanguageModel read = Models.open(write(kind, model, 1));

        assertThat(read.format()).isEqualTo("GGUF");
        assertThat(read.shape()).isEqualTo(model.shape());
        model.tensors().forEach((name, tensor) -> {
            for (int row = 0; row < tensor.rows(); row++) {
                assertThat(read.tensors().get(name).row(row))
                        .as(name + " row " + row)
                        .isEqualTo(tensor.row(row));
            }
        });
    }

    @Test
    void factorsOfRopeThatNobodyKnowsAreRefused() throws IOException {
        LanguageModel model = model(TinyArchitectures.LLAMA3);
        Path strange = write(TinyArchitectures.LLAMA3, model, 1.01);

        assertThatThrownBy(() -> Models.open(strange))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("rope_freqs.weight, which are not those of Llama 3");
    }

    private static LanguageModel model(TinyArchitectures kind) {
        return switch (kind) {
            case LLAMA3 -> TinyArchitectures.model(scaled(kind.shape()), SEED);
            case PHI -> withOneNorm(kind.model(SEED));
            default -> kind.model(SEED);
        };
    }

    /** Llama 3's scaling as its files have it, 8,192 positions before, and a θ with which it slows the second pair down. */
    private static ModelShape scaled(ModelShape s) {
        return new ModelShape(
                s.dim(),
                s.hiddenDim(),
                s.layers(),
                s.heads(),
                s.kvHeads(),
                s.headSize(),
                s.vocabulary(),
                s.context(),
                s.normEpsilon(),
                1e8,
                s.tiedHead(),
                s.activation(),
                s.bosToken(),
                s.eosTokens(),
                s.anatomy().withRotary(new Rotary(1, new Rotary.Scaling(8, 1, 4, 8192))));
    }

    /** Both halves of a layer of Phi read one norm. */
    private static LanguageModel withOneNorm(LanguageModel model) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(model.tensors());
        tensors.replaceAll((name, tensor) -> model.tensors().get(name.replace("ffnNorm", "attentionNorm")));
        return LanguageModel.of("random", List.of(), model.shape(), tensors);
    }

    private Path write(TinyArchitectures kind, LanguageModel model, double wrong) throws IOException {
        ModelShape shape = model.shape();
        String name = NAMES.get(kind);
        GgufWriter out = new GgufWriter().text("general.architecture", name);
        out.number(name + ".context_length", shape.context());
        out.number(name + ".embedding_length", shape.dim());
        out.number(name + ".block_count", shape.layers());
        out.number(name + ".feed_forward_length", shape.hiddenDim());
        out.number(name + ".attention.head_count", shape.heads());
        out.number(name + ".attention.head_count_kv", shape.kvHeads());
        out.number(name + ".vocab_size", shape.vocabulary());
        out.number("tokenizer.ggml.bos_token_id", shape.bosToken());
        out.number("tokenizer.ggml.eos_token_id", shape.eosTokens().get(0));
        String epsilon = shape.anatomy().isLayerNorm() ? "layer_norm_epsilon" : "layer_norm_rms_epsilon";
        out.key(name + ".attention." + epsilon, 6).floats(new float[] {(float) shape.normEpsilon()});
        out.key(name + ".rope.freq_base", 6).floats(new float[] {(float) shape.ropeTheta()});
        int channels = shape.anatomy().rotary().channels(shape.headSize());
        if (channels > 0) {
            out.number(name + ".rope.dimension_count", channels);
        }
        if (kind == TinyArchitectures.LLAMA3) {
            vector(out, "rope_freqs.weight", factors(shape, wrong));
        }
        matrix(out, "token_embd.weight", model.embedding());
        model.other(Anatomy.POSITIONS).ifPresent(table -> matrix(out, "position_embd.weight", table));
        for (int layer = 0; layer < shape.layers(); layer++) {
            layer(out, kind, model.layers().get(layer), "blk." + layer + ".", shape);
        }
        matrix(out, "output_norm.weight", model.finalNorm());
        model.other(Anatomy.FINAL_SHIFT).ifPresent(shift -> matrix(out, "output_norm.bias", shift));
        if (!shape.tiedHead()) {
            matrix(out, "output.weight", model.head());
        }
        model.other("headBias").ifPresent(bias -> matrix(out, "output.bias", bias));
        return Files.write(folder.resolve("model.gguf"), out.bytes());
    }

    private static float[] factors(ModelShape shape, double wrong) {
        float[] factors = new float[shape.headSize() / 2];
        for (int pair = 0; pair < factors.length; pair++) {
            double frequency = Math.pow(shape.ropeTheta(), -2.0 * pair / shape.headSize());
            factors[pair] = (float)
                    (wrong * frequency / shape.anatomy().rotary().scaling().apply(frequency));
        }
        return factors;
    }

    private static void layer(
            GgufWriter out, TinyArchitectures kind, LayerWeights weights, String prefix, ModelShape shape) {
        boolean isGated = shape.anatomy().gated();
        boolean isJoined = kind == TinyArchitectures.GPT2 || kind == TinyArchitectures.GPT_NEOX;
        matrix(out, prefix + "attn_norm.weight", weights.attentionNorm());
        weights.other(Anatomy.ATTENTION_SHIFT).ifPresent(shift -> matrix(out, prefix + "attn_norm.bias", shift));
        if (kind != TinyArchitectures.PHI) {
            matrix(out, prefix + "ffn_norm.weight", weights.ffnNorm());
            weights.other(Anatomy.FEED_FORWARD_SHIFT).ifPresent(shift -> matrix(out, prefix + "ffn_norm.bias", shift));
        }
        if (isJoined) {
            List<Tensor> parts =
                    List.of(stored(kind, shape, weights.wq()), stored(kind, shape, weights.wk()), weights.wv());
            rows(out, prefix + "attn_qkv.weight", parts);
            List<Tensor> biases = new ArrayList<>();
            for (String name : List.of("bq", "bk", "bv")) {
                Tensor bias = weights.other(name).orElseThrow();
                biases.add(name.equals("bv") ? bias : stored(kind, shape, bias));
            }
            vector(out, prefix + "attn_qkv.bias", values(biases));
        } else {
            linear(
                    out,
                    prefix + "attn_q",
                    stored(kind, shape, weights.wq()),
                    weights.other("bq").map(b -> stored(kind, shape, b)).orElse(null));
            linear(
                    out,
                    prefix + "attn_k",
                    stored(kind, shape, weights.wk()),
                    weights.other("bk").map(b -> stored(kind, shape, b)).orElse(null));
            linear(out, prefix + "attn_v", weights.wv(), weights.other("bv").orElse(null));
        }
        linear(out, prefix + "attn_output", weights.wo(), weights.other("bo").orElse(null));
        linear(
                out,
                prefix + (isGated ? "ffn_gate" : "ffn_up"),
                weights.w1(),
                weights.other("b1").orElse(null));
        linear(out, prefix + "ffn_down", weights.w2(), weights.other("b2").orElse(null));
        if (isGated) {
            linear(out, prefix + "ffn_up", weights.w3(), weights.other("b3").orElse(null));
        }
    }

    /** Neighbours in llama, halves elsewhere. */
    private static Tensor stored(TinyArchitectures kind, ModelShape shape, Tensor neighbours) {
        int channels =
                NAMES.get(kind).equals("llama") ? 0 : shape.anatomy().rotary().channels(shape.headSize());
        int outputs = neighbours.rows() == 1 ? neighbours.columns() : neighbours.rows();
        IntUnaryOperator order = row -> {
            int channel = row % shape.headSize();
            return channel >= channels ? row : row - channel + channel % (channels / 2) * 2 + channel / (channels / 2);
        };
        return neighbours.rows() == 1
                ? Tensors.permutedVector(neighbours, outputs, order)
                : Tensors.permuted(neighbours, outputs, order);
    }

    private static void linear(GgufWriter out, String module, Tensor matrix, Tensor bias) {
        matrix(out, module + ".weight", matrix);
        if (bias != null) {
            matrix(out, module + ".bias", bias);
        }
    }

    private static void matrix(GgufWriter out, String name, Tensor tensor) {
        rows(out, name, List.of(tensor));
    }

    private static void rows(GgufWriter out, String name, List<Tensor> parts) {
        LittleEndian bytes = new LittleEndian();
        bytes.floats(values(parts));
        int rows = parts.stream().mapToInt(Tensor::rows).sum();
        out.tensor(name, GgufType.F32, parts.get(0).columns(), rows, bytes.toByteArray());
    }

    private static void vector(GgufWriter out, String name, float[] values) {
        LittleEndian bytes = new LittleEndian();
        bytes.floats(values);
        out.tensor(name, GgufType.F32, values.length, 1, bytes.toByteArray());
    }

    private static float[] values(List<Tensor> parts) {
        float[] values = new float[(int) parts.stream().mapToLong(Tensor::size).sum()];
        int next = 0;
        for (Tensor part : parts) {
            for (int row = 0; row < part.rows(); row++) {
                System.arraycopy(part.row(row), 0, values, next, part.columns());
                next += part.columns();
            }
        }
        return values;
    }
}
