package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.Anatomy.Norm;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Phi 1 to 2: one layer norm for attention and feed-forward in parallel, RoPE of a part of the channels, GELU without gate, biases up to the head. */
public final class PhiArchitecture implements Architecture {
    @Override
    public List<String> modelTypes() {
        return List.of("phi");
    }

    @Override
    public String modelClass() {
        return "PhiForCausalLM";
    }

    @Override
    public ModelShape shape(ModelConfig config) {
        int dim = config.size("hidden_size");
        int heads = config.size("num_attention_heads");
        int positions = config.size("max_position_embeddings");
        EnumSet<Bias> biases = EnumSet.allOf(Bias.class);
        biases.remove(Bias.UP);
        return new ModelShape(
                dim,
                config.size("intermediate_size"),
                config.size("num_hidden_layers"),
                heads,
                config.size("num_key_value_heads", heads),
                config.headSize(dim, heads, "hidden_size"),
                config.size("vocab_size"),
                positions,
                config.number("layer_norm_eps", 1e-5),
                config.ropeTheta("rope_theta", 10000),
                config.flag("tie_word_embeddings", false),
                config.activation("hidden_act", "gelu_new"),
                config.bosToken(1),
                config.eosTokens(),
                new Anatomy(
                        Norm.LAYER,
                        false,
                        config.rotary("partial_rotary_factor", 0.5, positions),
                        false,
                        true,
                        true,
                        biases));
    }

    @Override
    public Map<String, StoredTensor> tensors(ModelShape shape) {
        int size = shape.headSize();
        int channels = shape.anatomy().rotary().channels(size);
        return new TensorPlan(shape)
                .add("embedding", "model.embed_tokens.weight")
                .layers(
                        "model.layers.",
                        layer -> layer.attentionNorm("input_layernorm")
                                .linear("wq", "self_attn.q_proj", each -> each.rotary(shape.queryDim(), size, channels))
                                .linear("wk", "self_attn.k_proj", each -> each.rotary(shape.kvDim(), size, channels))
                                .linear("wv", "self_attn.v_proj")
                                .linear("wo", "self_attn.dense")
                                .feedForwardNorm("input_layernorm")
                                .linear("w1", "mlp.fc1")
                                .linear("w2", "mlp.fc2"))
                .norm("finalNorm", Anatomy.FINAL_SHIFT, "model.final_layernorm")
                .head("lm_head")
                .tensors();
    }
}
