package io.github.dsllm.codegen.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.JsonFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What the hub says of a revision: its commit, and length and hash of the files that a model is read from.
 *
 * @param commit of the revision
 * @param files configuration, tokenizer and weights
 */
record HubIndex(String commit, List<HubFile> files) {
    static final String CONFIGURATION = "config.json";

    private static final int MOST_FILES = 10_000;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHARD = Pattern.compile("model-[0-9]{1,6}-of-[0-9]{1,6}\\.safetensors");
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final List<String> GRAPHS = List.of("model.onnx", "onnx/model.onnx");
    private static final String EXTERNAL = "_data";
    private static final Set<String> BESIDE = Set.of(
            CONFIGURATION,
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json");

    /** @throws UserError if the answer is none of the hub's form, or the repository has no weights that can be read */
    static HubIndex parse(HubModel model, byte[] answer) {
        JsonNode json = JsonFile.parseObject("the hub's answer about " + model, answer);
        String commit = json.path("sha").asText();
        JsonNode siblings = json.path("siblings");
        if (!COMMIT.matcher(commit).matches() || !siblings.isArray() || siblings.size() > MOST_FILES) {
            throw new UserError("the hub's answer about " + model
                    + " names no commit or no files; perhaps it is not a hub, see dsllm.hub");
        }
        List<HubFile> files = new ArrayList<>();
        Predicate<String> weights = weights(siblings);
        for (JsonNode sibling : siblings) {
            String name = sibling.path("rfilename").asText();
            if (weights.test(name) || BESIDE.contains(name)) {
                files.add(file(model, commit, name, sibling));
            }
        }
        if (!has(siblings, CONFIGURATION) || !hasAny(siblings, weights)) {
            throw new UserError(
                    model
                            + " has no config.json with model.safetensors, its index, or an ONNX graph named model.onnx; perhaps you should choose a repository with safetensors: pickles are not read, and a GGUF file is given by its path");
        }
        return new HubIndex(commit, files);
    }

    /** Which files are the weights: one file, an index with its shards, or a graph with its external data, the first of these that is there. */
    private static Predicate<String> weights(JsonNode siblings) {
        if (has(siblings, SINGLE)) {
            return SINGLE::equals;
        }
        if (has(siblings, INDEX)) {
            return name -> name.equals(INDEX) || SHARD.matcher(name).matches();
        }
        Optional<String> graph =
                GRAPHS.stream().filter(name -> has(siblings, name)).findFirst();
        return name -> graph.isPresent() && (name.equals(graph.get()) || name.equals(graph.get() + EXTERNAL));
    }

    private static boolean has(JsonNode siblings, String name) {
        return hasAny(siblings, name::equals);
    }

    private static boolean hasAny(JsonNode siblings, Predicate<String> wanted) {
        for (JsonNode sibling : siblings) {
            if (wanted.test(sibling.path("rfilename").asText())) {
                return true;
            }
        }
        return false;
    }

    private static HubFile file(HubModel model, String commit, String name, JsonNode sibling) {
        JsonNode large = sibling.path("lfs");
        Optional<ContentHash> hash = large.isObject()
                ? hash(ContentHash.Kind.SHA256, large.path("sha256").asText())
                : hash(ContentHash.Kind.GIT_BLOB, sibling.path("blobId").asText());
        long bytes = sibling.path("size").asLong(0);
        if (hash.isEmpty() || bytes < 1) {
            throw new UserError("the hub gives no length or hash of " + name + " in " + model
                    + "; nothing is taken without. Perhaps you should download it by hand and give the folder");
        }
        return new HubFile(model.repository(), commit, name, bytes, hash.get());
    }

    private static Optional<ContentHash> hash(ContentHash.Kind kind, String hex) {
        try {
            return Optional.of(new ContentHash(kind, hex));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** The same with the configuration alone. */
    HubIndex configuration() {
        return new HubIndex(
                commit,
                files.stream().filter(file -> file.path().equals(CONFIGURATION)).toList());
    }

    /** Bytes of all files. */
    long bytes() {
        return files.stream().mapToLong(HubFile::bytes).sum();
    }
}
