package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dsllm.codegen.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@code config.json} as an {@link Architecture} reads it; collects everything in it that is wrong or not supported. */
public final class ModelConfig {
    private final Path file;
    private final JsonNode json;
    private final List<String> problems = new ArrayList<>();

    ModelConfig(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    /** The model_type, empty if there is none. */
    public String modelType() {
        return json.path("model_type").asText("");
    }

    /** Whether the key is there and not null. */
    public boolean has(String key) {
        return json.hasNonNull(key);
    }

    /** A whole number that must be there. */
    public int size(String key) {
        JsonNode value = json.path(key);
        if (!value.isInt()) {
            problem(value.isMissingNode() ? "missing " + key : key + " " + value + " (not a whole number)");
            return 0;
        }
        return value.intValue();
    }

    /** A whole number, or {@code otherwise} where the key is missing or null. */
    public int size(String key, int otherwise) {
        return has(key) ? size(key) : otherwise;
    }

    /** A number, or {@code otherwise} where the key is missing or null. */
    public double number(String key, double otherwise) {
        return number(json, key, otherwise);
    }

    private double number(JsonNode object, String key, double otherwise) {
        JsonNode value = object.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber()) {
            problem(key + " " + value + " (not a number)");
        }
        return value.asDouble(otherwise);
    }

    /** A truth value, or {@code otherwise} where the key is missing or null. */
    public boolean flag(String key, boolean otherwise) {
        return json.path(key).asBoolean(otherwise);
    }

    /** A text, or {@code otherwise} where the key is missing or null. */
    public String text(String key, String otherwise) {
        return json.path(key).asText(otherwise);
    }

    /** The text of a key as JSON, for looking something up in it. */
    String raw(String key) {
        return json.path(key).toString();
    }

    /** Remembers what is wrong or not supported, in a few words. */
    public void problem(String what) {
        problems.add(what);
    }

    /** Refuses a flag that is set. */
    public void refuseFlag(String... keys) {
        for (String key : keys) {
            if (flag(key, false)) {
                problem(key);
            }
        }
    }

    /** Refuses a key that must have this truth value. */
    public void require(String key, boolean value) {
        if (flag(key, value) != value) {
            problem(key + " " + !value);
        }
    }

    /** Channels of a head: {@code head_dim}, or the width over the number of heads. */
    public int headSize(int dim, int heads, String dimKey) {
        if (has("head_dim")) {
            return size("head_dim");
        }
        if (heads > 0 && dim % heads != 0) {
            problem(dimKey + " " + dim + " that cannot be cut into " + heads + " heads");
        }
        return heads > 0 ? dim / heads : 0;
    }

    /** The name of the activation as {@code OperatorMapping}s have it: several names of Hugging Face mean one function. */
    public String activation(String key, String otherwise) {
        String name = text(key, otherwise);
        return switch (name) {
            case "gelu_new", "gelu_fast", "gelu_pytorch_tanh" -> "gelu_pytorch_tanh";
            case "swish" -> "silu";
            default -> name;
        };
    }

    /** The name that {@link #activation} reads and every version of the files' programs knows. */
    static String stored(String activation) {
        return activation.equals("gelu_pytorch_tanh") ? "gelu_new" : activation;
    }

    /** θ of RoPE, wherever this version of the format keeps it. */
    public double ropeTheta(String key, double otherwise) {
        return json.path("rope_parameters").hasNonNull("rope_theta")
                ? json.get("rope_parameters").get("rope_theta").asDouble(Double.NaN)
                : number(key, otherwise);
    }

    /** The scaling of RoPE's frequencies; kinds that are not known are reported. */
    public Rotary.Scaling ropeScaling(int context) {
        for (String key : List.of("rope_scaling", "rope_parameters")) {
            JsonNode scaling = json.path(key);
            if (scaling.isObject()) {
                Rotary.Scaling read = ropeScaling(key, scaling, context);
                if (!read.equals(Rotary.Scaling.NONE)) {
                    return read;
                }
            } else if (!scaling.isMissingNode() && !scaling.isNull()) {
                problem(key + " " + scaling);
            }
        }
        return Rotary.Scaling.NONE;
    }

    private Rotary.Scaling ropeScaling(String key, JsonNode json, int context) {
        String type = json.path("rope_type").asText(json.path("type").asText("default"));
        if (type.equals("default")) {
            return Rotary.Scaling.NONE;
        }
        if (!type.equals("llama3") && !type.equals("linear")) {
            problem(key + " of type " + type);
            return Rotary.Scaling.NONE;
        }
        boolean isLinear = type.equals("linear");
        try {
            return new Rotary.Scaling(
                    number(json, "factor", Double.NaN),
                    isLinear ? 0 : number(json, "low_freq_factor", Double.NaN),
                    isLinear ? 0 : number(json, "high_freq_factor", Double.NaN),
                    isLinear ? 0 : number(json, "original_max_position_embeddings", context));
        } catch (IllegalArgumentException e) {
            problem(key + " of type " + type + " with " + e.getMessage());
            return Rotary.Scaling.NONE;
        }
    }

    /** RoPE of a part of the channels; a part outside 0 … 1 is reported. */
    public Rotary rotary(String shareKey, double otherwise, int context) {
        double share = number(shareKey, otherwise);
        if (!(share >= 0 && share <= 1)) {
            problem(shareKey + " " + share);
            share = 1;
        }
        return new Rotary(share, ropeScaling(context));
    }

    /** The token that begins a text. */
    public int bosToken(int otherwise) {
        return json.path("bos_token_id").asInt(otherwise);
    }

    /** The tokens that end a text. */
    public List<Integer> eosTokens() {
        List<Integer> tokens = new ArrayList<>();
        JsonNode eos = json.path("eos_token_id");
        if (eos.isArray()) {
            eos.forEach(token -> tokens.add(token.asInt(-1)));
        } else if (eos.isNumber()) {
            tokens.add(eos.asInt());
        }
        return tokens;
    }

    List<String> architectures() {
        List<String> names = new ArrayList<>();
        json.path("architectures").forEach(name -> names.add(name.asText()));
        return names;
    }

    void refuse(String supported) {
        if (!problems.isEmpty()) {
            throw new UserError(
                    file + " asks for what is not supported: " + Problems.list(problems) + ". Supported are "
                            + supported + " (docs/architectures.md)."
                            + " Perhaps you should choose a model of one of these, such as LlamaForCausalLM.");
        }
    }

    Path file() {
        return file;
    }

    /** Whether nothing was wrong so far. */
    boolean isSound() {
        return problems.isEmpty();
    }
}
