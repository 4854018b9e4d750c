package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The {@code config.json} of every architecture that {@link TinyArchitectures} has a model of. */
public final class TinyConfigs {
    private TinyConfigs() {}

    /** What the architecture's own files would say of this model. */
    public static ObjectNode of(TinyArchitectures kind) {
        ModelShape shape = kind.shape();
        return switch (kind) {
            case LLAMA3 -> {
                ObjectNode config = TinyModels.config(shape);
                Rotary.Scaling scaling = shape.anatomy().rotary().scaling();
                config.putObject("rope_scaling")
                        .put("rope_type", "llama3")
                        .put("factor", scaling.factor())
                        .put("low_freq_factor", scaling.low())
                        .put("high_freq_factor", scaling.high())
                        .put("original_max_position_embeddings", scaling.context());
                yield config;
            }
            case LLAMA_BIASED ->
                TinyModels.config(shape).put("attention_bias", true).put("mlp_bias", true);
            case QWEN2 -> named(TinyModels.config(shape), "qwen2", "Qwen2ForCausalLM");
            case GPT2 ->
                config(shape, "gpt2", "GPT2LMHeadModel")
                        .put("n_embd", shape.dim())
                        .put("n_inner", shape.hiddenDim())
                        .put("n_layer", shape.layers())
                        .put("n_head", shape.heads())
                        .put("n_positions", shape.context())
                        .put("layer_norm_epsilon", shape.normEpsilon())
                        .put("activation_function", "gelu_new");
            case OPT ->
                sizes(shape, "opt", "OPTForCausalLM")
                        .put("ffn_dim", shape.hiddenDim())
                        .put("activation_function", "relu");
            case GPT_NEO ->
                config(shape, "gpt_neo", "GPTNeoForCausalLM")
                        .put("hidden_size", shape.dim())
                        .put("intermediate_size", shape.hiddenDim())
                        .put("num_layers", shape.layers())
                        .put("num_heads", shape.heads())
                        .put("max_position_embeddings", shape.context())
                        .put("layer_norm_epsilon", shape.normEpsilon())
                        .put("activation_function", "gelu_new");
            case GPT_NEOX ->
                sizes(shape, "gpt_neox", "GPTNeoXForCausalLM")
                        .put("intermediate_size", shape.hiddenDim())
                        .put("rotary_pct", 0.5)
                        .put("layer_norm_eps", shape.normEpsilon())
                        .put("hidden_act", "gelu");
            case PHI ->
                sizes(shape, "phi", "PhiForCausalLM")
                        .put("intermediate_size", shape.hiddenDim())
                        .put("num_key_value_heads", shape.kvHeads())
                        .put("partial_rotary_factor", 0.5)
                        .put("layer_norm_eps", shape.normEpsilon())
                        .put("hidden_act", "gelu_new");
            case GATED_LAYER_NORM -> throw new IllegalArgumentException("no architecture is like this");
        };
    }

    private static ObjectNode sizes(ModelShape shape, String type, String modelClass) {
        return config(shape, type, modelClass)
                .put("hidden_size", shape.dim())
                .put("num_hidden_layers", shape.layers())
                .put("num_attention_heads", shape.heads())
                .put("max_position_embeddings", shape.context());
    }

    private static ObjectNode config(ModelShape shape, String type, String modelClass) {
        ObjectNode config = new ObjectMapper().createObjectNode();
        config.put("vocab_size", shape.vocabulary())
                .put("tie_word_embeddings", shape.tiedHead())
                .put("bos_token_id", shape.bosToken());
        shape.eosTokens().forEach(config.putArray("eos_token_id")::add);
        return named(config, type, modelClass);
    }

    private static ObjectNode named(ObjectNode config, String type, String modelClass) {
        config.putArray("architectures").add(modelClass);
        return config.put("model_type", type);
    }
}
