package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.Anatomy.Norm;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** GPT-2: layer norm, learned positions, GELU without gate, biases everywhere; matrices are held as (inputs, outputs), q, k and v in one. */
public final class Gpt2Architecture implements Architecture {
    private static final SizeKeys KEYS =
            new SizeKeys("n_embd", "n_inner", "n_layer", "n_head", "vocab_size", "n_positions", "activation_function");

    @Override
    public List<String> modelTypes() {
        return List.of("gpt2");
    }

    @Override
    public String modelClass() {
        return "GPT2LMHeadModel";
    }

    @Override
    public ModelShape shape(ModelConfig config) {
        config.require("scale_attn_weights", true);
        config.refuseFlag("scale_attn_by_inverse_layer_idx");
        int dim = config.size(KEYS.dim());
        int heads = config.size(KEYS.heads());
        EnumSet<Bias> biases = EnumSet.allOf(Bias.class);
        biases.removeAll(EnumSet.of(Bias.UP, Bias.HEAD));
        return new ModelShape(
                dim,
                config.size(KEYS.hiddenDim(), (int) Math.min(Integer.MAX_VALUE, 4L * dim)),
                config.size(KEYS.layers()),
                heads,
                heads,
                config.headSize(dim, heads, KEYS.dim()),
                config.size(KEYS.vocabulary()),
                config.size(KEYS.context()),
                config.number("layer_norm_epsilon", 1e-5),
                10000,
                config.flag("tie_word_embeddings", true),
                config.activation(KEYS.activation(), "gelu_new"),
                config.bosToken(50256),
                config.eosTokens(),
                new Anatomy(Norm.LAYER, true, Rotary.NOTHING, false, false, true, biases));
    }

    @Override
    public Map<String, Object> config(ModelShape shape) {
        if (!shape.anatomy().learnedPositions() || !shape.activation().startsWith("gelu")) {
            return Map.of();
        }
        Map<String, Object> config = KEYS.written(shape);
        config.put("layer_norm_epsilon", shape.normEpsilon());
        config.put("tie_word_embeddings", shape.tiedHead());
        return config;
    }

    @Override
    public Map<String, StoredTensor> tensors(ModelShape shape) {
        int dim = shape.dim();
        return new TensorPlan(shape)
                .add("embedding", "transformer.wte.weight")
                .add(Anatomy.POSITIONS, "transformer.wpe.weight")
                .layers(
                        "transformer.h.",
                        layer -> layer.attentionNorm("ln_1")
                                .transposed("wq", "attn.c_attn", joined -> joined.part(0, dim))
                                .transposed("wk", "attn.c_attn", joined -> joined.part(dim, dim))
                                .transposed("wv", "attn.c_attn", joined -> joined.part(2 * dim, dim))
                                .transposed("wo", "attn.c_proj")
                                .feedForwardNorm("ln_2")
                                .transposed("w1", "mlp.c_fc")
                                .transposed("w2", "mlp.c_proj"))
                .norm("finalNorm", Anatomy.FINAL_SHIFT, "transformer.ln_f")
                .head("lm_head")
                .tensors();
    }

    @Override
    public boolean isRedundant(String stored) {
        return stored.endsWith(".attn.bias") || stored.endsWith(".attn.masked_bias");
    }
}
