package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.Anatomy.Norm;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OPT: layer norm before, learned positions whose first two rows are never used, ReLU without gate, biases everywhere. */
public final class OptArchitecture implements Architecture {
    private static final int UNUSED_POSITIONS = 2;

    @Override
    public List<String> modelTypes() {
        return List.of("opt");
    }

    @Override
    public String modelClass() {
        return "OPTForCausalLM";
    }

    @Override
    public ModelShape shape(ModelConfig config) {
        int dim = config.size("hidden_size");
        int heads = config.size("num_attention_heads");
        if (!config.flag("do_layer_norm_before", true)) {
            config.problem("do_layer_norm_before false (norms behind the sums, as in OPT-350m)");
        }
        if (config.size("word_embed_proj_dim", dim) != dim) {
            config.problem("word_embed_proj_dim " + config.size("word_embed_proj_dim")
                    + " (a projection between embedding and layers, as in OPT-350m)");
        }
        config.require("layer_norm_elementwise_affine", true);
        config.refuseFlag("_remove_final_layer_norm");
        EnumSet<Bias> biases = EnumSet.allOf(Bias.class);
        biases.removeAll(EnumSet.of(Bias.UP, Bias.HEAD));
        if (!config.flag("enable_bias", true)) {
            biases.clear();
        }
        return new ModelShape(
                dim,
                config.size("ffn_dim"),
                config.size("num_hidden_layers"),
                heads,
                heads,
                config.headSize(dim, heads, "hidden_size"),
                config.size("vocab_size"),
                config.size("max_position_embeddings"),
                1e-5,
                10000,
                config.flag("tie_word_embeddings", true),
                config.activation("activation_function", "relu"),
                config.bosToken(2),
                config.eosTokens(),
                new Anatomy(Norm.LAYER, true, Rotary.NOTHING, false, false, true, biases));
    }

    @Override
    public Map<String, Object> config(ModelShape shape) {
        if (!shape.anatomy().learnedPositions()) {
            return Map.of();
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("activation_function", ModelConfig.stored(shape.activation()));
        config.put("hidden_size", shape.dim());
        config.put("word_embed_proj_dim", shape.dim());
        config.put("ffn_dim", shape.hiddenDim());
        config.put("num_hidden_layers", shape.layers());
        config.put("num_attention_heads", shape.heads());
        config.put("vocab_size", shape.vocabulary());
        config.put("max_position_embeddings", shape.context());
        config.put("do_layer_norm_before", true);
        config.put("enable_bias", !shape.anatomy().biases().isEmpty());
        config.put("tie_word_embeddings", shape.tiedHead());
        return config;
    }

    @Override
    public Map<String, StoredTensor> tensors(ModelShape shape) {
        String decoder = "model.decoder.";
        TensorPlan plan = new TensorPlan(shape)
                .add("embedding", decoder + "embed_tokens.weight")
                .add(
                        Anatomy.POSITIONS,
                        new StoredTensor(decoder + "embed_positions.weight").part(UNUSED_POSITIONS, shape.context()));
        for (int layer = 0; layer < shape.layers(); layer++) {
            String p = "layers." + layer + ".";
            String h = decoder + "layers." + layer + ".";
            plan.norm(p + "attentionNorm", p + Anatomy.ATTENTION_SHIFT, h + "self_attn_layer_norm")
                    .linear(p, "wq", h + "self_attn.q_proj")
                    .linear(p, "wk", h + "self_attn.k_proj")
                    .linear(p, "wv", h + "self_attn.v_proj")
                    .linear(p, "wo", h + "self_attn.out_proj")
                    .norm(p + "ffnNorm", p + Anatomy.FEED_FORWARD_SHIFT, h + "final_layer_norm")
                    .linear(p, "w1", h + "fc1")
                    .linear(p, "w2", h + "fc2");
        }
        return plan.norm("finalNorm", Anatomy.FINAL_SHIFT, decoder + "final_layer_norm")
                .head("lm_head")
                .tensors();
    }
}
