package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dsllm.codegen.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The door to architectures: finds the one that reads a {@code config.json}. */
public final class Architectures {
    private static final long LIMIT = 1 << 20;
    private static final List<String> FOREIGN_OBJECTS = List.of(
            "quantization_config",
            "num_local_experts",
            "num_experts",
            "attn_logit_softcapping",
            "final_logit_softcapping");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Architectures() {}

    /** A configuration that was understood. */
    public record Described(Architecture architecture, ModelShape shape) {}

    /** @throws UserError with everything in the configuration that is wrong or not supported */
    public static Described read(Path file) {
        return read(new ModelConfig(file, JsonFile.readObject(file, LIMIT)));
    }

    private static List<Architecture> all() {
        List<Architecture> all = new ArrayList<>();
        ServiceLoader.load(Architecture.class, Architecture.class.getClassLoader())
                .forEach(all::add);
        return all;
    }

    /** The first family that has models of this shape: what it writes, read back, is the same. */
    static Optional<Architecture> holding(ModelShape shape) {
        return all().stream()
                .filter(architecture -> !architecture.config(shape).isEmpty())
                .filter(architecture -> {
                    ModelConfig config = new ModelConfig(Path.of("config.json"), json(architecture, shape));
                    ModelShape read = architecture.shape(config);
                    return config.isSound() && read.equals(shape);
                })
                .findFirst();
    }

    /** {@code config.json} of a model of this family. */
    static ObjectNode json(Architecture architecture, ModelShape shape) {
        ObjectNode json = MAPPER.createObjectNode();
        json.putArray("architectures").add(architecture.modelClass());
        json.put("model_type", architecture.modelTypes().get(0));
        architecture.config(shape).forEach((key, value) -> json.set(key, MAPPER.valueToTree(value)));
        json.put("torch_dtype", "float32").put("bos_token_id", shape.bosToken());
        shape.eosTokens().forEach(json.putArray("eos_token_id")::add);
        return json;
    }

    /** @throws UserError with everything that is wrong or not supported */
    private static Described read(ModelConfig config) {
        List<Architecture> all = all();
        String type = config.modelType();
        Optional<Architecture> known =
                all.stream().filter(each -> each.modelTypes().contains(type)).findFirst();
        Architecture architecture = known.orElseGet(LlamaArchitecture::new);
        refuseForeign(config, architecture, known.isPresent());
        String supported = String.join(
                ", ", all.stream().flatMap(each -> each.modelTypes().stream()).toList());
        ModelShape shape = shape(config, architecture, supported);
        config.refuse(supported);
        return new Described(architecture, shape);
    }

    /** Sizes that cannot be say less than what the configuration lacks. */
    private static ModelShape shape(ModelConfig config, Architecture architecture, String supported) {
        try {
            return architecture.shape(config);
        } catch (UserError impossible) {
            config.refuse(supported);
            throw new UserError(config.file() + ": " + impossible.getMessage(), impossible);
        }
    }

    private static void refuseForeign(ModelConfig config, Architecture architecture, boolean isKnown) {
        String type = config.modelType();
        if (!isKnown) {
            config.problem(type.isEmpty() ? "no model_type" : "model_type " + type);
        }
        List<String> classes = config.architectures();
        if (!classes.isEmpty() && !classes.contains(architecture.modelClass())) {
            config.problem("architecture " + String.join(", ", classes));
        }
        config.refuseFlag(
                "use_qk_norm",
                "qk_norm",
                "qk_layernorm",
                "add_cross_attention",
                "is_encoder_decoder",
                "scale_embedding");
        for (String object : FOREIGN_OBJECTS) {
            if (config.has(object)) {
                config.problem(object);
            }
        }
        if (!isKnown && config.has("sliding_window") && config.flag("use_sliding_window", true)) {
            config.problem("sliding_window " + config.text("sliding_window", ""));
        }
        if (!isKnown && config.number("partial_rotary_factor", 1) != 1) {
            config.problem("partial_rotary_factor " + config.text("partial_rotary_factor", ""));
        }
    }
}
