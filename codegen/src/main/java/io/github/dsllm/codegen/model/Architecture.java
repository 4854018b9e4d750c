package io.github.dsllm.codegen.model;

import java.util.List;
import java.util.Map;

/**
 * Extension point: a family of models in Hugging Face layout. It says what its {@code config.json} means in terms of {@link ModelShape} and {@link Anatomy},
 * and where its files keep the tensors; everything else is common to all.
 *
 * <p>Implementations are found with {@link java.util.ServiceLoader} and need a public constructor without arguments.
 */
public interface Architecture {
    /** The {@code model_type}s that it reads. */
    List<String> modelTypes();

    /** The class of the model in {@code architectures}, such as {@code LlamaForCausalLM}. */
    String modelClass();

    /**
     * Reads sizes, constants and anatomy. What is missing, malformed or not supported is reported to the configuration, which refuses all of it at once; the
     * result is not used then.
     */
    ModelShape shape(ModelConfig config);

    /** Where each tensor of {@link ModelShape#tensorSizes} is kept, by canonical name. */
    Map<String, StoredTensor> tensors(ModelShape shape);

    /**
     * The inverse of {@link #shape}: what {@code config.json} says of a model of this shape, without model_type, architectures and the tokens that begin and end a text. Empty if this
     * family has no such model; what is not empty may say too little, for it is read back and compared. Families that are not written leave it empty.
     *
     * @return numbers, flags, texts and maps of them by key, in the order of the file
     */
    default Map<String, Object> config(ModelShape shape) {
        return Map.of();
    }

    /** Whether a stored tensor may be there without a place in the model: tables and masks that follow from the configuration. */
    default boolean isRedundant(String stored) {
        return stored.endsWith("rotary_emb.inv_freq");
    }
}
