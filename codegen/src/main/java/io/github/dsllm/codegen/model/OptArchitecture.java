package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.Anatomy.Norm;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** OPT: layer norm before, learned positions whose first two rows are never used, ReLU without gate, biases everywhere. */
public final class OptArchitecture implements Architecture {
    private static final int UNUSED_POSITIONS = 2;

    private static final SizeKeys KEYS = new SizeKeys(
            "hidden_size",
            "ffn_dim",
            "num_hidden_layers",
            "num_attention_heads",
            "vocab_size",
            "max_position_embeddings",
            "activation_function");

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
        int dim = config.size(KEYS.dim());
        int heads = config.size(KEYS.heads());
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
                config.size(KEYS.hiddenDim()),
                config.size(KEYS.layers()),
                heads,
                heads,
                config.headSize(dim, heads, KEYS.dim()),
                config.size(KEYS.vocabulary()),
                config.size(KEYS.context()),
                1e-5,
                10000,
                config.flag("tie_word_embeddings", true),
                config.activation(KEYS.activation(), "relu"),
                config.bosToken(2),
                config.eosTokens(),
                new Anatomy(Norm.LAYER, true, Rotary.NOTHING, false, false, true, biases));
    }

    @Override
    public Map<String, Object> config(ModelShape shape) {
        if (!shape.anatomy().learnedPositions()) {
            return Map.of();
        }
        Map<String, Object> config = KEYS.written(shape);
        config.put("word_embed_proj_dim", shape.dim());
        config.put("do_layer_norm_before", true);
        config.put("enable_bias", !shape.anatomy().biases().isEmpty());
        config.put("tie_word_embeddings", shape.tiedHead());
        return config;
    }

    @Override
    public Map<String, StoredTensor> tensors(ModelShape shape) {
        String decoder = "model.decoder.";
        return new TensorPlan(shape)
                .add("embedding", decoder + "embed_tokens.weight")
                .add(
                        Anatomy.POSITIONS,
                        new StoredTensor(decoder + "embed_positions.weight").part(UNUSED_POSITIONS, shape.context()))
                .layers(
                        decoder + "layers.",
                        layer -> layer.attentionNorm("self_attn_layer_norm")
                                .linear("wq", "self_attn.q_proj")
                                .linear("wk", "self_attn.k_proj")
                                .linear("wv", "self_attn.v_proj")
                                .linear("wo", "self_attn.out_proj")
                                .feedForwardNorm("final_layer_norm")
                                .linear("w1", "fc1")
                                .linear("w2", "fc2"))
                .norm("finalNorm", Anatomy.FINAL_SHIFT, decoder + "final_layer_norm")
                .head("lm_head")
                .tensors();
    }
}
