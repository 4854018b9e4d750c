package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dsllm.codegen.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the {@code config.json} of a Hugging Face Llama model, and lists everything in it that is not supported. */
final class HuggingFaceConfig {
    private static final long LIMIT = 1 << 20;
    private static final Map<String, String> FOREIGN_OPERATORS = Map.of(
            "gpt2", "layer norm with bias, learned positions, biases, fused qkv, GELU without gate",
            "opt", "layer norm with bias, learned positions with offset 2, biases, ReLU without gate",
            "gpt_neox", "layer norm with bias, partial RoPE, parallel residual, GELU without gate",
            "mistral", "sliding-window attention (some)",
            "qwen2", "biases of q, k and v",
            "gemma", "scaled embedding, norm gain offset by one, GELU gate");

    private final Path file;
    private final JsonNode json;
    private final List<String> problems = new ArrayList<>();

    private HuggingFaceConfig(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    static ModelShape read(Path file) {
        return new HuggingFaceConfig(file, JsonFile.readObject(file, LIMIT)).shape();
    }

    private ModelShape shape() {
        refuseForeignOperators();
        int dim = size("hidden_size");
        int heads = size("num_attention_heads");
        int kvHeads = json.hasNonNull("num_key_value_heads") ? size("num_key_value_heads") : heads;
        int headSize = headSize(dim, heads);
        int hiddenDim = size("intermediate_size");
        int layers = size("num_hidden_layers");
        int vocabulary = size("vocab_size");
        int context = size("max_position_embeddings");
        double epsilon = number("rms_norm_eps", 1e-6);
        double theta = json.path("rope_parameters").hasNonNull("rope_theta")
                ? json.get("rope_parameters").get("rope_theta").asDouble(Double.NaN)
                : number("rope_theta", 10000);
        refuse();
        try {
            return new ModelShape(
                    dim,
                    hiddenDim,
                    layers,
                    heads,
                    kvHeads,
                    headSize,
                    vocabulary,
                    context,
                    epsilon,
                    theta,
                    json.path("tie_word_embeddings").asBoolean(false),
                    json.path("hidden_act").asText("silu"),
                    bosToken(),
                    eosTokens());
        } catch (UserError e) {
            throw new UserError(file + ": " + e.getMessage(), e);
        }
    }

    private void refuseForeignOperators() {
        String type = json.path("model_type").asText("");
        List<String> architectures = new ArrayList<>();
        json.path("architectures").forEach(name -> architectures.add(name.asText()));
        if (!type.equals("llama")) {
            problems.add(type.isEmpty() ? "no model_type" : "model_type " + type);
        }
        if (!architectures.isEmpty() && !architectures.contains("LlamaForCausalLM")) {
            problems.add("architecture " + String.join(", ", architectures));
        }
        if (FOREIGN_OPERATORS.containsKey(type)) {
            problems.add(FOREIGN_OPERATORS.get(type));
        }
        for (String flag : List.of(
                "attention_bias", "mlp_bias", "use_qk_norm", "qk_norm", "add_cross_attention", "scale_embedding")) {
            if (json.path(flag).asBoolean(false)) {
                problems.add(flag);
            }
        }
        for (String object : List.of(
                "quantization_config",
                "num_local_experts",
                "num_experts",
                "attn_logit_softcapping",
                "final_logit_softcapping")) {
            if (json.hasNonNull(object)) {
                problems.add(object);
            }
        }
        boolean windowSwitchedOff = json.has("use_sliding_window")
                && !json.get("use_sliding_window").asBoolean();
        if (json.hasNonNull("sliding_window") && !windowSwitchedOff) {
            problems.add("sliding_window " + json.get("sliding_window").asText());
        }
        if (json.path("partial_rotary_factor").asDouble(1) != 1) {
            problems.add(
                    "partial_rotary_factor " + json.get("partial_rotary_factor").asText());
        }
        refuseRopeScaling("rope_scaling");
        refuseRopeScaling("rope_parameters");
    }

    private void refuseRopeScaling(String key) {
        JsonNode scaling = json.path(key);
        if (scaling.isObject()) {
            String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
            if (!type.equals("default")) {
                problems.add(key + " of type " + type);
            }
        } else if (!scaling.isMissingNode() && !scaling.isNull()) {
            problems.add(key + " " + scaling);
        }
    }

    private int headSize(int dim, int heads) {
        if (json.hasNonNull("head_dim")) {
            return size("head_dim");
        }
        if (heads > 0 && dim % heads != 0) {
            problems.add("hidden_size " + dim + " that cannot be cut into " + heads + " heads");
        }
        return heads > 0 ? dim / heads : 0;
    }

    private int size(String key) {
        JsonNode value = json.path(key);
        if (!value.isInt()) {
            problems.add(value.isMissingNode() ? "missing " + key : key + " " + value + " (not a whole number)");
            return 0;
        }
        return value.intValue();
    }

    private double number(String key, double otherwise) {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber()) {
            problems.add(key + " " + value + " (not a number)");
        }
        return value.asDouble(otherwise);
    }

    private int bosToken() {
        return json.path("bos_token_id").asInt(1);
    }

    private List<Integer> eosTokens() {
        List<Integer> tokens = new ArrayList<>();
        JsonNode eos = json.path("eos_token_id");
        if (eos.isArray()) {
            eos.forEach(token -> tokens.add(token.asInt(-1)));
        } else if (eos.isNumber()) {
            tokens.add(eos.asInt());
        }
        return tokens;
    }

    private void refuse() {
        if (!problems.isEmpty()) {
            throw new UserError(file + " asks for what is not supported: " + Problems.list(problems)
                    + ". Supported is the Llama family: RMSNorm, RoPE without scaling, grouped-query attention, gated feed-forward (SwiGLU), no biases."
                    + " Perhaps you should choose a model whose architecture is LlamaForCausalLM.");
        }
    }
}
