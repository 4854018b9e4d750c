package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.Anatomy.Norm;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * GPT-Neo, as the TinyStories models have it: GPT-2 with plain matrices, no biases of q, k and v, and scores that are not divided. Some layers look back
 * through a window; a context within the window never leaves it, so the context ends with the window.
 */
public final class GptNeoArchitecture implements Architecture {
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
        int dim = config.size("hidden_size");
        int heads = config.size("num_heads");
        int positions = config.size("max_position_embeddings");
        boolean hasWindow = (config.raw("attention_types") + config.raw("attention_layers")).contains("local");
        return new ModelShape(
                dim,
                config.size("intermediate_size", (int) Math.min(Integer.MAX_VALUE, 4L * dim)),
                config.size("num_layers"),
                heads,
                heads,
                config.headSize(dim, heads, "hidden_size"),
                config.size("vocab_size"),
                hasWindow ? Math.min(positions, config.size("window_size", 256)) : positions,
                config.number("layer_norm_epsilon", 1e-5),
                10000,
                config.flag("tie_word_embeddings", true),
                config.activation("activation_function", "gelu_new"),
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
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("activation_function", ModelConfig.stored(shape.activation()));
        config.put("hidden_size", shape.dim());
        config.put("intermediate_size", shape.hiddenDim());
        config.put("num_layers", shape.layers());
        config.put("attention_types", List.of(List.of(List.of("global"), shape.layers())));
        config.put("num_heads", shape.heads());
        config.put("vocab_size", shape.vocabulary());
        config.put("max_position_embeddings", shape.context());
        config.put("layer_norm_epsilon", shape.normEpsilon());
        config.put("tie_word_embeddings", shape.tiedHead());
        return config;
    }

    @Override
    public Map<String, StoredTensor> tensors(ModelShape shape) {
        TensorPlan plan = new TensorPlan(shape)
                .add("embedding", "transformer.wte.weight")
                .add(Anatomy.POSITIONS, new StoredTensor("transformer.wpe.weight").part(0, shape.context()));
        for (int layer = 0; layer < shape.layers(); layer++) {
            String p = "layers." + layer + ".";
            String h = "transformer.h." + layer + ".";
            plan.norm(p + "attentionNorm", p + Anatomy.ATTENTION_SHIFT, h + "ln_1")
                    .linear(p, "wq", h + "attn.attention.q_proj")
                    .linear(p, "wk", h + "attn.attention.k_proj")
                    .linear(p, "wv", h + "attn.attention.v_proj")
                    .linear(p, "wo", h + "attn.attention.out_proj")
                    .norm(p + "ffnNorm", p + Anatomy.FEED_FORWARD_SHIFT, h + "ln_2")
                    .linear(p, "w1", h + "mlp.c_fc")
                    .linear(p, "w2", h + "mlp.c_proj");
        }
        return plan.norm("finalNorm", Anatomy.FINAL_SHIFT, "transformer.ln_f")
                .head("lm_head")
                .tensors();
    }

    @Override
    public boolean isRedundant(String stored) {
        return stored.endsWith(".attn.attention.bias") || stored.endsWith(".attn.attention.masked_bias");
    }
}
