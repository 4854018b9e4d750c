package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes a Llama model in the layout of Hugging Face, which {@link HuggingFaceFormat} reads back with the same bits. */
public final class HuggingFaceWriter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private HuggingFaceWriter() {}

    /**
     * Writes {@code config.json} and {@code model.safetensors} into a folder that exists.
     *
     * @param tensors by canonical name, as {@link LanguageModel#tensors} has them
     */
    public static void write(Path folder, ModelShape shape, Map<String, ? extends Tensor> tensors) throws IOException {
        write(folder, shape, config(shape), tensors, new LinkedHashMap<>());
    }

    /**
     * Writes a classifier, which other programs know as LlamaForSequenceClassification; no goal makes a chip of one.
     *
     * @param tensors those of the language model but its head, and {@code classifier} (classes, dim)
     * @param classes names of the classes
     */
    public static void writeClassifier(
            Path folder, ModelShape shape, Map<String, ? extends Tensor> tensors, List<String> classes)
            throws IOException {
        ObjectNode config = config(shape);
        config.putArray("architectures").add("LlamaForSequenceClassification");
        ObjectNode names = config.putObject("id2label");
        ObjectNode numbers = config.putObject("label2id");
        for (int i = 0; i < classes.size(); i++) {
            names.put(String.valueOf(i), classes.get(i));
            numbers.put(classes.get(i), i);
        }
        Map<String, Tensor> stored = new LinkedHashMap<>();
        stored.put("score.weight", Objects.requireNonNull(tensors.get("classifier")));
        write(folder, shape, config, tensors, stored);
    }

    private static void write(
            Path folder,
            ModelShape shape,
            ObjectNode config,
            Map<String, ? extends Tensor> tensors,
            Map<String, Tensor> stored)
            throws IOException {
        if (!shape.anatomy().equals(Anatomy.LLAMA)) {
            throw new IllegalArgumentException("only models of the Llama family are written");
        }
        Files.writeString(
                folder.resolve(HuggingFaceFormat.CONFIG),
                MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n");
        boolean classifier = !stored.isEmpty();
        for (String name : shape.tensorSizes().keySet()) {
            if (classifier && name.equals("head")) {
                continue;
            }
            Tensor tensor = Objects.requireNonNull(tensors.get(name), name);
            boolean rotary = name.endsWith(".wq") || name.endsWith(".wk");
            stored.put(LlamaArchitecture.stored(name), rotary ? new RotaryHalves(tensor, shape.headSize()) : tensor);
        }
        SafetensorsWriter.write(folder.resolve(Shards.SINGLE), stored);
    }

    private static ObjectNode config(ModelShape shape) {
        ObjectNode config = MAPPER.createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("model_type", "llama")
                .put("hidden_act", shape.activation())
                .put("hidden_size", shape.dim())
                .put("intermediate_size", shape.hiddenDim())
                .put("num_hidden_layers", shape.layers())
                .put("num_attention_heads", shape.heads())
                .put("num_key_value_heads", shape.kvHeads())
                .put("head_dim", shape.headSize())
                .put("vocab_size", shape.vocabulary())
                .put("max_position_embeddings", shape.context())
                .put("rms_norm_eps", shape.normEpsilon())
                .put("rope_theta", shape.ropeTheta())
                .put("tie_word_embeddings", shape.tiedHead())
                .put("torch_dtype", "float32")
                .put("bos_token_id", shape.bosToken());
        shape.eosTokens().forEach(config.putArray("eos_token_id")::add);
        return config;
    }
}
