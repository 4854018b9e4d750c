package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.Anatomy.Norm;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * GPT-Neo, as the TinyStories models have it: GPT-2 with plain matrices, no biases of q, k and v, and scores that are not divided. Some layers look back
 * through a window; a context within the window never leaves it, so the context ends with the window.
 */
public final class GptNeoArchitecture implements Architecture {
    private static final SizeKeys KEYS = new SizeKeys(
            "hidden_size",
            "intermediate_size",
            "num_layers",
            "num_heads",
            "vocab_size",
            "max_position_embeddings",
            "activation_function");

    @Override
    public List<String> modelTypes() {
        return List.of("gpt_neo");
    }

    @Override
    public String modelClass() {
        return "GPTNeoForCausalLM";
    }

    @Override
    public ModelShape shape(ModelConfig config) {
        int dim = config.size(KEYS.dim());
        int heads = config.size(KEYS.heads());
        int positions = config.size(KEYS.context());
        boolean hasWindow = (config.raw("attention_types") + config.raw("attention_layers")).contains("local");
        return new ModelShape(
                dim,
                config.size(KEYS.hiddenDim(), (int) Math.min(Integer.MAX_VALUE, 4L * dim)),
                config.size(KEYS.layers()),
                heads,
                heads,
                config.headSize(dim, heads, KEYS.dim()),
                config.size(KEYS.vocabulary()),
                hasWindow ? Math.min(positions, config.size("window_size", 256)) : positions,
                config.number("layer_norm_epsilon", 1e-5),
                10000,
                config.flag("tie_word_embeddings", true),
                config.activation(KEYS.activation(), "gelu_new"),
                config.bosToken(50256),
                config.eosTokens(),
                new Anatomy(
                        Norm.LAYER,
                        true,
                        Rotary.NOTHING,
                        false,
                        false,
                        false,
                        EnumSet.of(Bias.OUTPUT, Bias.GATE, Bias.DOWN)));
    }

    @Override
    public Map<String, Object> config(ModelShape shape) {
        if (!shape.anatomy().learnedPositions()) {
            return Map.of();
        }
        Map<String, Object> config = KEYS.written(shape);
        config.put("attention_types", List.of(List.of(List.of("global"), shape.layers())));
        config.put("layer_norm_epsilon", shape.normEpsilon());
        config.put("tie_word_embeddings", shape.tiedHead());
        return config;
    }

    @Override
    public Map<String, StoredTensor> tensors(ModelShape shape) {
        return new TensorPlan(shape)
                .add("embedding", "transformer.wte.weight")
                .add(Anatomy.POSITIONS, new StoredTensor("transformer.wpe.weight").part(0, shape.context()))
                .layers(
                        "transformer.h.",
                        layer -> layer.attentionNorm("ln_1")
                                .linear("wq", "attn.attention.q_proj")
                                .linear("wk", "attn.attention.k_proj")
                                .linear("wv", "attn.attention.v_proj")
                                .linear("wo", "attn.attention.out_proj")
                                .feedForwardNorm("ln_2")
                                .linear("w1", "mlp.c_fc")
                                .linear("w2", "mlp.c_proj"))
                .norm("finalNorm", Anatomy.FINAL_SHIFT, "transformer.ln_f")
                .head("lm_head")
                .tensors();
    }

    @Override
    public boolean isRedundant(String stored) {
        return stored.endsWith(".attn.attention.bias") || stored.endsWith(".attn.attention.masked_bias");
    }
}
