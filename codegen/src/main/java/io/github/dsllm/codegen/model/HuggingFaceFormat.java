package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The layout of the Hugging Face hub: a folder with {@code config.json} and {@code model.safetensors}, or an index of shards.
 *
 * <p>A {@code config.json} (or any {@code *.config.json}) without weights is a shape: {@link #shape} reads it, {@link #open} refuses.
 */
public final class HuggingFaceFormat implements ModelFormat {
    static final String CONFIG = "config.json";
    /** In the order of {@link LayerWeights}. */
    static final List<String> LAYER_TENSORS = List.of(
            "input_layernorm",
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.o_proj",
            "post_attention_layernorm",
            "mlp.gate_proj",
            "mlp.down_proj",
            "mlp.up_proj");

    static final String EMBEDDING = "model.embed_tokens.weight";
    static final String FINAL_NORM = "model.norm.weight";
    static final String HEAD = "lm_head.weight";

    @Override
    public String name() {
        return "Hugging Face";
    }

    @Override
    public boolean recognises(Path path) {
        if (Files.isDirectory(path)) {
            return Files.isRegularFile(path.resolve(CONFIG));
        }
        String name = fileName(path);
        return name.endsWith(CONFIG)
                || (name.equals(Shards.SINGLE) || name.equals(Shards.INDEX))
                        && Files.isRegularFile(path.resolveSibling(CONFIG));
    }

    @Override
    public boolean hasWeights(Path path) {
        return (Files.isDirectory(path) || !isLooseConfig(path)) && Shards.in(folder(path));
    }

    @Override
    public ModelShape shape(Path path) {
        return HuggingFaceConfig.read(isLooseConfig(path) ? path : folder(path).resolve(CONFIG));
    }

    @Override
    public LanguageModel open(Path path) {
        ModelShape shape = shape(path);
        if (!hasWeights(path)) {
            throw withoutWeights(path);
        }
        Shards shards = Shards.open(folder(path));
        refuseContradictions(path, shape, shards);
        List<Path> files = new ArrayList<>();
        files.add(folder(path).resolve(CONFIG));
        files.addAll(shards.files());

        Tensor embedding = shards.map(shards.has(EMBEDDING) ? EMBEDDING : HEAD);
        List<LayerWeights> layers = new ArrayList<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            layers.add(layer(shards, shape, layer));
        }
        Tensor head = shape.tiedHead() ? embedding : shards.map(HEAD);
        return new LanguageModel(name(), files, shape, embedding, layers, shards.map(FINAL_NORM), head);
    }

    private static LayerWeights layer(Shards shards, ModelShape shape, int layer) {
        List<Tensor> tensors = LAYER_TENSORS.stream()
                .map(name -> shards.map(layerTensor(layer, name)))
                .toList();
        return new LayerWeights(
                tensors.get(0),
                rotary(tensors.get(1), shape),
                rotary(tensors.get(2), shape),
                tensors.get(3),
                tensors.get(4),
                tensors.get(5),
                tensors.get(6),
                tensors.get(7),
                tensors.get(8));
    }

    /** A matrix of the wrong size goes on unpermuted, to be refused with all others. */
    private static Tensor rotary(Tensor halves, ModelShape shape) {
        return halves.rows() % shape.headSize() == 0 ? new RotaryRows(halves, shape.headSize()) : halves;
    }

    private static void refuseContradictions(Path path, ModelShape shape, Shards shards) {
        List<String> problems = new ArrayList<>();
        Set<String> used = new HashSet<>();
        for (String name : needed(shape, shards)) {
            used.add(name);
            if (!shards.has(name)) {
                problems.add(name + " is missing");
            } else if (!shards.unusable(name).isEmpty()) {
                problems.add(shards.unusable(name));
            }
        }
        for (String name : shards.names()) {
            boolean redundant = name.endsWith("rotary_emb.inv_freq")
                    || shape.tiedHead() && (name.equals(HEAD) || name.equals(EMBEDDING));
            if (!used.contains(name) && !redundant) {
                problems.add(name + " has no place in the model that config.json describes");
            }
        }
        if (!problems.isEmpty()) {
            throw new UserError("Weights and configuration of " + path + " disagree: " + Problems.list(problems)
                    + "; perhaps config.json belongs to another model, or its architecture is not supported.");
        }
    }

    private static List<String> needed(ModelShape shape, Shards shards) {
        List<String> names = new ArrayList<>();
        names.add(shape.tiedHead() && !shards.has(EMBEDDING) && shards.has(HEAD) ? HEAD : EMBEDDING);
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (String tensor : LAYER_TENSORS) {
                names.add(layerTensor(layer, tensor));
            }
        }
        names.add(FINAL_NORM);
        if (!shape.tiedHead()) {
            names.add(HEAD);
        }
        return names;
    }

    static String layerTensor(int layer, String name) {
        return "model.layers." + layer + "." + name + ".weight";
    }

    private static UserError withoutWeights(Path path) {
        Path folder = folder(path);
        for (String pickle : List.of("pytorch_model.bin", "pytorch_model.bin.index.json")) {
            if (!isLooseConfig(path) && Files.exists(folder.resolve(pickle))) {
                return ForeignFormats.pickle(folder.resolve(pickle));
            }
        }
        return new UserError(
                path + " is only the shape of a model: there is no " + Shards.SINGLE + " and no " + Shards.INDEX
                        + " beside config.json. A shape can be partitioned and scheduled (-Ddsllm.stopAfter=schedule), but image and RTL"
                        + " need weights; perhaps you should download them into the same folder.");
    }

    private static boolean isLooseConfig(Path path) {
        String name = fileName(path);
        return !Files.isDirectory(path) && name.endsWith(CONFIG) && !name.equals(CONFIG);
    }

    private static Path folder(Path path) {
        return Files.isDirectory(path) ? path : Objects.requireNonNullElse(path.getParent(), Path.of(""));
    }

    private static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    }
}
