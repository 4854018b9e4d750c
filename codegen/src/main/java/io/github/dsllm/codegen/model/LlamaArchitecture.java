package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.model.Anatomy.Bias;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Llama 1 to 3: RMSNorm, RoPE of halves (scaled in Llama 3), grouped-query attention, gate; attention_bias and mlp_bias. */
public class LlamaArchitecture implements Architecture {
    static final String EMBEDDING = "model.embed_tokens.weight";
    static final String FINAL_NORM = "model.norm.weight";
    static final String HEAD = "lm_head.weight";

    /** By canonical name, in the order of {@link LayerWeights}. */
    private static final Map<String, String> MODULES = modules();

    private static Map<String, String> modules() {
        Map<String, String> modules = new LinkedHashMap<>();
        modules.put("attentionNorm", "input_layernorm");
        modules.put("wq", "self_attn.q_proj");
        modules.put("wk", "self_attn.k_proj");
        modules.put("wv", "self_attn.v_proj");
        modules.put("wo", "self_attn.o_proj");
        modules.put("ffnNorm", "post_attention_layernorm");
        modules.put("w1", "mlp.gate_proj");
        modules.put("w2", "mlp.down_proj");
        modules.put("w3", "mlp.up_proj");
        return modules;
    }

    @Override
    public List<String> modelTypes() {
        return List.of("llama");
    }

    @Override
    public String modelClass() {
        return "LlamaForCausalLM";
    }

    @Override
    public ModelShape shape(ModelConfig config) {
        int dim = config.size("hidden_size");
        int heads = config.size("num_attention_heads");
        int kvHeads = config.size("num_key_value_heads", heads);
        int headSize = config.headSize(dim, heads, "hidden_size");
        int hiddenDim = config.size("intermediate_size");
        int layers = config.size("num_hidden_layers");
        int vocabulary = config.size("vocab_size");
        int context = config.size("max_position_embeddings");
        double epsilon = config.number("rms_norm_eps", 1e-6);
        double theta = config.ropeTheta("rope_theta", 10000);
        Rotary rotary = new Rotary(1, config.ropeScaling(context));
        return new ModelShape(
                dim,
                hiddenDim,
                layers,
                heads,
                kvHeads,
                headSize,
                vocabulary,
                context(config, context),
                epsilon,
                theta,
                config.flag("tie_word_embeddings", false),
                config.activation("hidden_act", "silu"),
                config.bosToken(1),
                config.eosTokens(),
                Anatomy.LLAMA.withRotary(rotary).withBiases(biases(config)));
    }

    /** Positions for which the model is what it is without a window. */
    int context(ModelConfig config, int positions) {
        return positions;
    }

    Set<Bias> biases(ModelConfig config) {
        EnumSet<Bias> biases = EnumSet.noneOf(Bias.class);
        if (config.flag("attention_bias", false)) {
            biases.addAll(EnumSet.of(Bias.QUERY, Bias.KEY, Bias.VALUE, Bias.OUTPUT));
        }
        if (config.flag("mlp_bias", false)) {
            biases.addAll(EnumSet.of(Bias.GATE, Bias.UP, Bias.DOWN));
        }
        return biases;
    }

    @Override
    public Map<String, Object> config(ModelShape shape) {
        if (shape.anatomy().isLayerNorm()) {
            return Map.of();
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("hidden_act", shape.activation());
        config.put("hidden_size", shape.dim());
        config.put("intermediate_size", shape.hiddenDim());
        config.put("num_hidden_layers", shape.layers());
        config.put("num_attention_heads", shape.heads());
        config.put("num_key_value_heads", shape.kvHeads());
        config.put("head_dim", shape.headSize());
        config.put("vocab_size", shape.vocabulary());
        config.put("max_position_embeddings", shape.context());
        config.put("rms_norm_eps", shape.normEpsilon());
        config.put("rope_theta", shape.ropeTheta());
        Rotary.Scaling scaling = shape.anatomy().rotary().scaling();
        if (!scaling.equals(Rotary.Scaling.NONE)) {
            config.put("rope_scaling", scaling(scaling));
        }
        if (!shape.anatomy().biases().isEmpty()) {
            config.put("attention_bias", shape.anatomy().has(Bias.OUTPUT));
            config.put("mlp_bias", shape.anatomy().has(Bias.GATE));
        }
        config.put("tie_word_embeddings", shape.tiedHead());
        return config;
    }

    private static Map<String, Object> scaling(Rotary.Scaling scaling) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("rope_type", scaling.high() == 0 ? "linear" : "llama3");
        config.put("factor", scaling.factor());
        if (scaling.high() != 0) {
            config.put("low_freq_factor", scaling.low());
            config.put("high_freq_factor", scaling.high());
            config.put("original_max_position_embeddings", scaling.context());
        }
        return config;
    }

    @Override
    public Map<String, StoredTensor> tensors(ModelShape shape) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        tensors.put("embedding", new StoredTensor(EMBEDDING));
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (String name : MODULES.keySet()) {
                String canonical = "layers." + layer + "." + name;
                tensors.put(canonical, rotary(new StoredTensor(stored(canonical)), name, shape));
            }
            for (Bias bias : shape.anatomy().biases()) {
                String matrix = "w" + bias.tensor().substring(1);
                StoredTensor stored = new StoredTensor(
                        stored("layers." + layer + "." + matrix).replaceAll("weight$", "bias"));
                tensors.put("layers." + layer + "." + bias.tensor(), rotary(stored, matrix, shape));
            }
        }
        tensors.put("finalNorm", new StoredTensor(FINAL_NORM));
        if (!shape.tiedHead()) {
            tensors.put("head", new StoredTensor(HEAD));
        }
        return tensors;
    }

    private static StoredTensor rotary(StoredTensor stored, String name, ModelShape shape) {
        return switch (name) {
            case "wq" -> stored.rotary(shape.queryDim(), shape.headSize(), shape.headSize());
            case "wk" -> stored.rotary(shape.kvDim(), shape.headSize(), shape.headSize());
            default -> stored;
        };
    }

    /** The name under which a canonical tensor is stored. */
    static String stored(String canonical) {
        return switch (canonical) {
            case "embedding" -> EMBEDDING;
            case "finalNorm" -> FINAL_NORM;
            case "head" -> HEAD;
            default -> {
                String[] parts = canonical.split("\\.", -1);
                yield "model.layers." + parts[1] + "." + MODULES.get(parts[2]) + ".weight";
            }
        };
    }
}
