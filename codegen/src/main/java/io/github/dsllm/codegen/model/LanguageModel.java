package io.github.dsllm.codegen.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A trained model in one convention, whatever file and architecture it came from: the names and the RoPE pairs of llama2.c, matrices as (outputs, inputs).
 *
 * <p>The weights stay memory-mapped; all of them are finite and have the sizes that {@link #shape()} promises.
 */
public final class LanguageModel {
    private final String format;
    private final ModelShape shape;
    private final Tensor embedding;
    private final List<LayerWeights> layers;
    private final Tensor finalNorm;
    private final Tensor head;
    private final Map<String, Tensor> others;
    private final FileDigest digest;

    /**
     * Joins the parts after checking them against the shape.
     *
     * @param format the name of the file format, for messages
     * @param files the files that determine the model, in a fixed order; their contents make the digest
     * @param embedding token embedding (vocabulary, dim)
     * @param finalNorm RMSNorm gain before the head (1, dim)
     * @param head output head (vocabulary, dim); the embedding itself when tied
     * @throws io.github.dsllm.codegen.UserError listing every tensor of wrong size, or every tensor with NaN or infinite values
     */
    public LanguageModel(
            String format,
            List<Path> files,
            ModelShape shape,
            Tensor embedding,
            List<LayerWeights> layers,
            Tensor finalNorm,
            Tensor head) {
        this(format, files, shape, embedding, layers, finalNorm, head, Map.of());
    }

    /**
     * As above.
     *
     * @param others rows of positions (context, dim), shift of the final norm (1, dim) and bias of the head (1, vocabulary) by canonical name
     */
    public LanguageModel(
            String format,
            List<Path> files,
            ModelShape shape,
            Tensor embedding,
            List<LayerWeights> layers,
            Tensor finalNorm,
            Tensor head,
            Map<String, Tensor> others) {
        this.format = format;
        this.shape = shape;
        this.embedding = embedding;
        this.layers = List.copyOf(layers);
        this.finalNorm = finalNorm;
        this.head = head;
        this.others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
        this.digest = new FileDigest(files);
        WeightCheck.check(files, shape, tensors());
    }

    /** The name of the file format. */
    public String format() {
        return format;
    }

    /** Sizes and constants. */
    public ModelShape shape() {
        return shape;
    }

    /** Token embedding (vocabulary, dim). */
    public Tensor embedding() {
        return embedding;
    }

    /** Weights per layer. */
    public List<LayerWeights> layers() {
        return layers;
    }

    /** RMSNorm gain before the head (1, dim). */
    public Tensor finalNorm() {
        return finalNorm;
    }

    /** Output head (vocabulary, dim); the same object as {@link #embedding()} when tied. */
    public Tensor head() {
        return head;
    }

    /** The model whose tensors have the names of {@link #tensors()}; {@code files} as in the constructors. */
    public static LanguageModel of(String format, List<Path> files, ModelShape shape, Map<String, Tensor> tensors) {
        Map<String, Tensor> others = new LinkedHashMap<>(tensors);
        List<LayerWeights> layers = new ArrayList<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            String prefix = "layers." + layer + ".";
            Map<String, Tensor> ofLayer = new LinkedHashMap<>();
            for (String name : tensors.keySet()) {
                if (name.startsWith(prefix)) {
                    ofLayer.put(name.substring(prefix.length()), Objects.requireNonNull(others.remove(name)));
                }
            }
            layers.add(LayerWeights.of(ofLayer));
        }
        Tensor embedding = Objects.requireNonNull(others.remove("embedding"));
        Tensor finalNorm = Objects.requireNonNull(others.remove("finalNorm"));
        Tensor own = others.remove("head");
        Tensor head = shape.tiedHead() ? embedding : Objects.requireNonNull(own);
        return new LanguageModel(format, files, shape, embedding, layers, finalNorm, head, others);
    }

    /** Rows of positions, shift of the final norm and bias of the head by canonical name, as far as the model has them. */
    public Map<String, Tensor> others() {
        return others;
    }

    /** Rows of positions, shift of the final norm or bias of the head by canonical name. */
    public Optional<Tensor> other(String name) {
        return Optional.ofNullable(others.get(name));
    }

    /** Every tensor by name in the order of llama2.c: {@code embedding}, {@code layers.0.wq} …, {@code finalNorm}, and {@code head} when it is own. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("embedding", embedding);
        for (int layer = 0; layer < layers.size(); layer++) {
            String prefix = "layers." + layer + ".";
            layers.get(layer).tensors().forEach((name, tensor) -> tensors.put(prefix + name, tensor));
        }
        tensors.put("finalNorm", finalNorm);
        if (!shape.tiedHead()) {
            tensors.put("head", head);
        }
        tensors.putAll(others);
        return tensors;
    }

    /** SHA-256 of the model's files as 64 hexadecimal digits; reads all files at the first call. */
    public String digest() {
        return digest.hex();
    }

    /** One line for people. */
    public String describe() {
        return format + ": " + shape.describe();
    }
}
