package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.Anatomy.Norm;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** GPT-2: layer norm, learned positions, GELU without gate, biases everywhere; matrices are held as (inputs, outputs), q, k and v in one. */
public final class Gpt2Architecture implements Architecture {
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
        int dim = config.size("n_embd");
        int heads = config.size("n_head");
        EnumSet<Bias> biases = EnumSet.allOf(Bias.class);
        biases.removeAll(EnumSet.of(Bias.UP, Bias.HEAD));
        return new ModelShape(
                dim,
                config.size("n_inner", (int) Math.min(Integer.MAX_VALUE, 4L * dim)),
                config.size("n_layer"),
                heads,
                heads,
                config.headSize(dim, heads, "n_embd"),
                config.size("vocab_size"),
                config.size("n_positions"),
                config.number("layer_norm_epsilon", 1e-5),
                10000,
                config.flag("tie_word_embeddings", true),
                config.activation("activation_function", "gelu_new"),
                config.bosToken(50256),
                config.eosTokens(),
                new Anatomy(Norm.LAYER, true, Rotary.NOTHING, false, false, true, biases));
    }

    @Override
    public Map<String, Object> config(ModelShape shape) {
        if (!shape.anatomy().learnedPositions() || !shape.activation().startsWith("gelu")) {
            return Map.of();
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("activation_function", ModelConfig.stored(shape.activation()));
        config.put("n_embd", shape.dim());
        config.put("n_inner", shape.hiddenDim());
        config.put("n_layer", shape.layers());
        config.put("n_head", shape.heads());
        config.put("vocab_size", shape.vocabulary());
        config.put("n_positions", shape.context());
        config.put("layer_norm_epsilon", shape.normEpsilon());
        config.put("tie_word_embeddings", shape.tiedHead());
        return config;
    }

    @Override
    public Map<String, StoredTensor> tensors(ModelShape shape) {
        int dim = shape.dim();
        TensorPlan plan = new TensorPlan(shape)
                .add("embedding", "transformer.wte.weight")
                .add(Anatomy.POSITIONS, "transformer.wpe.weight");
        for (int layer = 0; layer < shape.layers(); layer++) {
            String p = "layers." + layer + ".";
            String h = "transformer.h." + layer + ".";
            plan.norm(p + "attentionNorm", p + Anatomy.ATTENTION_SHIFT, h + "ln_1");
            List<String> joined = List.of("q", "k", "v");
            for (int part = 0; part < joined.size(); part++) {
                int first = part * dim;
                plan.add(p + "w" + joined.get(part), matrix(h + "attn.c_attn").part(first, dim));
                plan.add(p + "b" + joined.get(part), new StoredTensor(h + "attn.c_attn.bias").part(first, dim));
            }
            plan.add(p + "wo", matrix(h + "attn.c_proj")).add(p + "bo", h + "attn.c_proj.bias");
            plan.norm(p + "ffnNorm", p + Anatomy.FEED_FORWARD_SHIFT, h + "ln_2");
            plan.add(p + "w1", matrix(h + "mlp.c_fc")).add(p + "b1", h + "mlp.c_fc.bias");
            plan.add(p + "w2", matrix(h + "mlp.c_proj")).add(p + "b2", h + "mlp.c_proj.bias");
        }
        return plan.norm("finalNorm", Anatomy.FINAL_SHIFT, "transformer.ln_f")
                .head("lm_head")
                .tensors();
    }

    private static StoredTensor matrix(String module) {
        return new StoredTensor(module + ".weight").transposed();
    }

    @Override
    public boolean isRedundant(String stored) {
        return stored.endsWith(".attn.bias") || stored.endsWith(".attn.masked_bias");
    }
}
