package io.github.dsllm.sim.estimate;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.JsonFile;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.sim.estimate.TransformerSize.Family;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the sizes of a model: GPT-2 and OPT from their {@code config.json}, all else as the other goals do. */
public final class SizeReader {
    private static final long LIMIT = 1 << 20;
    private static final String CONFIG = "config.json";

    private final Path file;
    private final JsonNode json;
    private final List<String> problems = new ArrayList<>();

    private SizeReader(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    /**
     * Reads a folder or file; weights are not looked at.
     *
     * @throws UserError listing all that is missing or not supported
     */
    public static TransformerSize read(Path model) {
        Path config = Files.isDirectory(model) ? model.resolve(CONFIG) : model;
        if (config.toString().endsWith(CONFIG) && Files.isRegularFile(config)) {
            SizeReader reader = new SizeReader(config, JsonFile.readObject(config, LIMIT));
            switch (reader.json.path("model_type").asText()) {
                case "gpt2":
                    return reader.gpt2();
                case "opt":
                    return reader.opt();
                default:
                    break;
            }
        }
        ModelShape shape = Models.shape(model);
        if (!shape.anatomy().gated()) {
            throw new UserError(
                    model + " is a model without a gate (" + shape.describe()
                            + "), which dsllm:estimate knows of GPT-2 and OPT only; perhaps you should estimate one of these of the same size.");
        }
        return TransformerSize.of(shape);
    }

    private TransformerSize gpt2() {
        int dim = size("n_embd");
        int hidden = json.hasNonNull("n_inner") ? size("n_inner") : 4 * dim;
        return sizes(
                Family.GPT2, size("n_layer"), dim, hidden, size("n_head"), size("vocab_size"), size("n_positions"));
    }

    private TransformerSize opt() {
        int dim = size("hidden_size");
        if (json.hasNonNull("word_embed_proj_dim") && size("word_embed_proj_dim") != dim) {
            problems.add("word_embed_proj_dim " + json.get("word_embed_proj_dim")
                    + ", an embedding of another width than the layers");
        }
        return sizes(
                Family.OPT,
                size("num_hidden_layers"),
                dim,
                size("ffn_dim"),
                size("num_attention_heads"),
                size("vocab_size"),
                size("max_position_embeddings"));
    }

    private TransformerSize sizes(
            Family family, int layers, int dim, int hidden, int heads, int vocabulary, int context) {
        if (heads > 0 && dim % heads != 0) {
            problems.add("a width of " + dim + " that cannot be cut into " + heads + " heads");
        }
        if (!problems.isEmpty()) {
            throw new UserError(file + " has no sizes to estimate with: " + String.join("; ", problems)
                    + "; perhaps the file is damaged, or you should give -Ddsllm.parameters= instead");
        }
        int headSize = heads > 0 ? dim / heads : 0;
        boolean tied = json.path("tie_word_embeddings").asBoolean(true);
        try {
            return new TransformerSize(family, layers, dim, hidden, heads, heads, headSize, vocabulary, context, tied);
        } catch (UserError wrong) {
            throw new UserError(file + ": " + wrong.getMessage(), wrong);
        }
    }

    private int size(String key) {
        JsonNode value = json.path(key);
        if (!value.isInt() || value.intValue() > 1 << 28) {
            problems.add(value.isMissingNode() ? key + " is missing" : key + " " + value + " is no size");
            return 0;
        }
        return value.intValue();
    }
}
