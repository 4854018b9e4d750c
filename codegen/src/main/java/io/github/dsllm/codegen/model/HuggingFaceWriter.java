package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a model in the layout of Hugging Face, which {@link HuggingFaceFormat} reads back with the same bits. The family follows from the shape: the first
 * {@link Architecture} whose {@code config.json} means it.
 */
public final class HuggingFaceWriter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private HuggingFaceWriter() {}

    /**
     * Whether models of this shape can be written.
     *
     * @throws UserError if no family that is written has such models
     */
    public static void require(ModelShape shape) {
        family(shape);
    }

    private static Architecture family(ModelShape shape) {
        return Architectures.holding(shape)
                .orElseThrow(() -> new UserError("no layout of files for this model is known to be written ("
                        + shape.describe() + "); perhaps you should take a model of another architecture,"
                        + " such as LlamaForCausalLM or GPT2LMHeadModel (docs/architectures.md)"));
    }

    /**
     * Writes {@code config.json} and {@code model.safetensors} into a folder that exists.
     *
     * @param tensors by canonical name, as {@link LanguageModel#tensors} has them
     * @throws UserError if no family has such models
     */
    public static void write(Path folder, ModelShape shape, Map<String, ? extends Tensor> tensors) throws IOException {
        Architecture family = family(shape);
        write(folder, Architectures.json(family, shape), stored(family.tensors(shape), tensors));
    }

    /**
     * Writes a classifier, which other programs know as LlamaForSequenceClassification or its like; no goal makes a chip of one.
     *
     * @param tensors those of the language model but its head, and {@code classifier} (classes, dim)
     * @param classes names of the classes
     */
    public static void writeClassifier(
            Path folder, ModelShape shape, Map<String, ? extends Tensor> tensors, List<String> classes)
            throws IOException {
        Architecture family = family(shape);
        ObjectNode config = Architectures.json(family, shape);
        config.putArray("architectures").add(classifier(family.modelClass()));
        ObjectNode names = config.putObject("id2label");
        ObjectNode numbers = config.putObject("label2id");
        for (int i = 0; i < classes.size(); i++) {
            names.put(String.valueOf(i), classes.get(i));
            numbers.put(classes.get(i), i);
        }
        Map<String, StoredTensor> plan = new LinkedHashMap<>(family.tensors(shape));
        plan.remove("head");
        plan.remove(Anatomy.Bias.HEAD.tensor());
        Map<String, Tensor> stored = new LinkedHashMap<>();
        stored.put("score.weight", Objects.requireNonNull(tensors.get("classifier")));
        stored.putAll(stored(plan, tensors));
        write(folder, config, stored);
    }

    private static String classifier(String modelClass) {
        return modelClass.replaceAll("(ForCausalLM|LMHeadModel)$", "") + "ForSequenceClassification";
    }

    private static void write(Path folder, ObjectNode config, Map<String, Tensor> stored) throws IOException {
        Files.writeString(
                folder.resolve(HuggingFaceFormat.CONFIG),
                MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n");
        SafetensorsWriter.write(folder.resolve(Shards.SINGLE), stored);
    }

    /** The tensors as the files have them, in the order of the first that each is made of. */
    private static Map<String, Tensor> stored(Map<String, StoredTensor> plan, Map<String, ? extends Tensor> tensors) {
        Map<String, List<StoredParts.Part>> parts = new LinkedHashMap<>();
        plan.forEach((canonical, stored) -> parts.computeIfAbsent(stored.name(), name -> new ArrayList<>())
                .add(new StoredParts.Part(Objects.requireNonNull(tensors.get(canonical), canonical), stored)));
        Map<String, Tensor> joined = new LinkedHashMap<>();
        parts.forEach((name, of) -> joined.put(name, StoredParts.joined(of)));
        return joined;
    }
}
