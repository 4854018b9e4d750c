package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.Anatomy.Norm;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** GPT-NeoX and Pythia: layer norm, RoPE of a part of the channels, parallel residual, GELU without gate, biases; q, k and v head by head in one matrix. */
public final class GptNeoxArchitecture implements Architecture {
    private static final String JOINED = "attention.query_key_value";
    private static final SizeKeys KEYS = new SizeKeys(
            "hidden_size",
            "intermediate_size",
            "num_hidden_layers",
            "num_attention_heads",
            "vocab_size",
            "max_position_embeddings",
            "hidden_act");

    @Override
    public List<String> modelTypes() {
        return List.of("gpt_neox");
    }

    @Override
    public String modelClass() {
        return "GPTNeoXForCausalLM";
    }

    @Override
    public ModelShape shape(ModelConfig config) {
        int dim = config.size(KEYS.dim());
        int heads = config.size(KEYS.heads());
        int positions = config.size(KEYS.context());
        EnumSet<Bias> biases = EnumSet.of(Bias.GATE, Bias.DOWN);
        if (config.flag("attention_bias", true)) {
            biases.addAll(EnumSet.of(Bias.QUERY, Bias.KEY, Bias.VALUE, Bias.OUTPUT));
        }
        String share = config.has("partial_rotary_factor") ? "partial_rotary_factor" : "rotary_pct";
        return new ModelShape(
                dim,
                config.size(KEYS.hiddenDim()),
                config.size(KEYS.layers()),
                heads,
                heads,
                config.headSize(dim, heads, KEYS.dim()),
                config.size(KEYS.vocabulary()),
                positions,
                config.number("layer_norm_eps", 1e-5),
                config.ropeTheta(config.has("rope_theta") ? "rope_theta" : "rotary_emb_base", 10000),
                config.flag("tie_word_embeddings", false),
                config.activation(KEYS.activation(), "gelu"),
                config.bosToken(0),
                config.eosTokens(),
                new Anatomy(
                        Norm.LAYER,
                        false,
                        config.rotary(share, 0.25, positions),
                        false,
                        config.flag("use_parallel_residual", true),
                        true,
                        biases));
    }

    @Override
    public Map<String, Object> config(ModelShape shape) {
        Anatomy anatomy = shape.anatomy();
        if (!anatomy.isLayerNorm() || !anatomy.rotary().scaling().equals(Rotary.Scaling.NONE)) {
            return Map.of();
        }
        Map<String, Object> config = KEYS.written(shape);
        config.put("layer_norm_eps", shape.normEpsilon());
        config.put("rotary_pct", anatomy.rotary().share());
        config.put("rotary_emb_base", shape.ropeTheta());
        config.put("use_parallel_residual", anatomy.parallel());
        config.put("attention_bias", anatomy.has(Bias.QUERY));
        config.put("tie_word_embeddings", shape.tiedHead());
        return config;
    }

    @Override
    public Map<String, StoredTensor> tensors(ModelShape shape) {
        return new TensorPlan(shape)
                .add("embedding", "gpt_neox.embed_in.weight")
                .layers(
                        "gpt_neox.layers.",
                        layer -> layer.attentionNorm("input_layernorm")
                                .linear("wq", JOINED, stored -> ofHeads(stored, 0, shape))
                                .linear("wk", JOINED, stored -> ofHeads(stored, 1, shape))
                                .linear("wv", JOINED, stored -> ofHeads(stored, 2, shape))
                                .linear("wo", "attention.dense")
                                .feedForwardNorm("post_attention_layernorm")
                                .linear("w1", "mlp.dense_h_to_4h")
                                .linear("w2", "mlp.dense_4h_to_h"))
                .norm("finalNorm", Anatomy.FINAL_SHIFT, "gpt_neox.final_layer_norm")
                .head("embed_out")
                .tensors();
    }

    /** Rows of q, k or v out of (heads, 3, headSize). */
    private static StoredTensor ofHeads(StoredTensor joined, int place, ModelShape shape) {
        int size = shape.headSize();
        int width = shape.queryDim();
        StoredTensor own = joined.permuted(3 * width, width, row -> row / size * 3 * size + place * size + row % size);
        return place == 2
                ? own
                : own.rotary(width, size, shape.anatomy().rotary().channels(size));
    }

    @Override
    public boolean isRedundant(String stored) {
        return stored.endsWith("rotary_emb.inv_freq")
                || stored.endsWith(".attention.bias")
                || stored.endsWith(".attention.masked_bias");
    }
}
