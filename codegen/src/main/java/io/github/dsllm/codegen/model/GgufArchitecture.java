package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.Anatomy.Norm;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The families of models in GGUF files: what their metadata mean, and where their tensors are. Source: the conversion program of llama.cpp, which stores every matrix as (outputs,
 * inputs), joined queries, keys and values one behind the other, and the rows that RoPE turns as neighbours in {@code llama} and as halves elsewhere.
 */
enum GgufArchitecture {
    /** Llama 1 to 3 and Mistral. */
    LLAMA("llama", true) {
        @Override
        Anatomy anatomy(GgufHeader header, Rotary rotary) {
            return Anatomy.LLAMA.withRotary(rotary).withBiases(present(header, EnumSet.allOf(Bias.class)));
        }
    },
    QWEN2("qwen2", true) {
        @Override
        Anatomy anatomy(GgufHeader header, Rotary rotary) {
            return Anatomy.LLAMA.withRotary(rotary).withBiases(EnumSet.of(Bias.QUERY, Bias.KEY, Bias.VALUE));
        }
    },
    GPT2("gpt2", false) {
        @Override
        Anatomy anatomy(GgufHeader header, Rotary rotary) {
            return new Anatomy(Norm.LAYER, true, Rotary.NOTHING, false, false, true, without(Bias.UP, Bias.HEAD));
        }
    },
    GPT_NEOX("gptneox", false) {
        @Override
        Anatomy anatomy(GgufHeader header, Rotary rotary) {
            boolean isParallel = header.flag("use_parallel_residual", true);
            return new Anatomy(Norm.LAYER, false, rotary, false, isParallel, true, without(Bias.UP, Bias.HEAD));
        }
    },
    PHI("phi2", false) {
        @Override
        Anatomy anatomy(GgufHeader header, Rotary rotary) {
            return new Anatomy(Norm.LAYER, false, rotary, false, true, true, without(Bias.UP));
        }
    };

    /** The factors of RoPE's wavelengths, one for each pair of channels. */
    static final String FACTORS = "rope_freqs.weight";

    private static final double DEFAULT_THETA = 10000;

    private final String name;
    private final boolean isGated;

    GgufArchitecture(String name, boolean isGated) {
        this.name = name;
        this.isGated = isGated;
    }

    abstract Anatomy anatomy(GgufHeader header, Rotary rotary);

    /** What the keys of its metadata begin with. */
    String prefix() {
        return name + ".";
    }

    static Optional<GgufArchitecture> of(String name) {
        return Arrays.stream(values()).filter(known -> known.name.equals(name)).findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(known -> known.name).collect(Collectors.joining(", "));
    }

    private static Set<Bias> without(Bias... biases) {
        EnumSet<Bias> others = EnumSet.allOf(Bias.class);
        others.removeAll(List.of(biases));
        return others;
    }

    /** Those biases that the first layer has. */
    private static Set<Bias> present(GgufHeader header, Set<Bias> all) {
        Map<Bias, String> tensors = Map.of(
                Bias.QUERY,
                "attn_q",
                Bias.KEY,
                "attn_k",
                Bias.VALUE,
                "attn_v",
                Bias.OUTPUT,
                "attn_output",
                Bias.GATE,
                "ffn_gate",
                Bias.UP,
                "ffn_up",
                Bias.DOWN,
                "ffn_down");
        return all.stream()
                .filter(bias -> tensors.containsKey(bias) && header.layersHave(tensors.get(bias) + ".bias"))
                .collect(Collectors.toSet());
    }

    /** Sizes, constants and anatomy; everything wrong is reported to the header. */
    ModelShape shape(GgufHeader header) {
        int dim = header.size("embedding_length");
        int heads = header.size("attention.head_count");
        int headSize = header.headSize(dim, heads);
        double theta = header.constant("rope.freq_base", DEFAULT_THETA);
        Anatomy anatomy = anatomy(header, this == GPT2 ? Rotary.NOTHING : header.rotary(headSize, theta));
        int context = header.size("context_length");
        int experts = header.size("expert_count", 0);
        if (experts > 0) {
            header.problem(experts + " experts");
        }
        int hiddenDim = header.size("feed_forward_length");
        int layers = header.size("block_count");
        int vocabulary = header.vocabulary();
        int bos = header.bosToken();
        List<Integer> eos = header.eosTokens();
        double epsilon = header.constant(
                anatomy.isLayerNorm() ? "attention.layer_norm_epsilon" : "attention.layer_norm_rms_epsilon", 1e-5);
        int kvHeads = header.size("attention.head_count_kv", heads);
        int window = header.size("attention.sliding_window", 0);
        header.refuse();
        return new ModelShape(
                dim,
                hiddenDim,
                layers,
                heads,
                kvHeads,
                headSize,
                vocabulary,
                window > 0 ? Math.min(window, context) : context,
                epsilon,
                theta,
                !header.hasHead(),
                activation(),
                bos,
                eos,
                anatomy);
    }

    private String activation() {
        return switch (this) {
            case LLAMA, QWEN2 -> "silu";
            case GPT2, PHI -> "gelu_pytorch_tanh";
            case GPT_NEOX -> "gelu";
        };
    }

    /** Where each tensor of the model stands. */
    Map<String, StoredTensor> tensors(ModelShape shape) {
        TensorPlan plan = new TensorPlan(shape).add("embedding", "token_embd.weight");
        if (shape.anatomy().learnedPositions()) {
            plan.add(Anatomy.POSITIONS, "position_embd.weight");
        }
        for (int layer = 0; layer < shape.layers(); layer++) {
            String p = "layers." + layer + ".";
            String h = "blk." + layer + ".";
            norm(plan, shape, p + "attentionNorm", p + Anatomy.ATTENTION_SHIFT, h + "attn_norm");
            norm(
                    plan,
                    shape,
                    p + "ffnNorm",
                    p + Anatomy.FEED_FORWARD_SHIFT,
                    h + (this == PHI ? "attn_norm" : "ffn_norm"));
            attention(plan, shape, p, h);
            plan.linear(p, "wo", h + "attn_output")
                    .linear(p, "w1", h + (isGated ? "ffn_gate" : "ffn_up"))
                    .linear(p, "w2", h + "ffn_down");
            if (isGated) {
                plan.linear(p, "w3", h + "ffn_up");
            }
        }
        norm(plan, shape, "finalNorm", Anatomy.FINAL_SHIFT, "output_norm");
        return plan.head("output").tensors();
    }

    private static void norm(TensorPlan plan, ModelShape shape, String gain, String shift, String module) {
        if (shape.anatomy().isLayerNorm()) {
            plan.norm(gain, shift, module);
        } else {
            plan.add(gain, module + ".weight");
        }
    }

    private void attention(TensorPlan plan, ModelShape shape, String p, String h) {
        int size = shape.headSize();
        int channels = this == LLAMA ? 0 : shape.anatomy().rotary().channels(size);
        UnaryOperator<StoredTensor> query = stored -> stored.rotary(shape.queryDim(), size, channels);
        UnaryOperator<StoredTensor> key = stored -> stored.rotary(shape.kvDim(), size, channels);
        if (this == GPT2 || this == GPT_NEOX) {
            String joined = h + "attn_qkv";
            int width = shape.queryDim();
            plan.linear(p, "wq", joined, stored -> query.apply(stored.part(0, width)))
                    .linear(p, "wk", joined, stored -> key.apply(stored.part(width, width)))
                    .linear(p, "wv", joined, stored -> stored.part(2 * width, width));
        } else {
            plan.linear(p, "wq", h + "attn_q", query)
                    .linear(p, "wk", h + "attn_k", key)
                    .linear(p, "wv", h + "attn_v");
        }
    }
}
