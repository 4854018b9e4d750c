package io.github.dsllm.codegen.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.JsonFile;
import io.github.dsllm.codegen.onnx.OnnxFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What the hub says of a revision: its commit, and length and hash of the files that a model is read from.
 *
 * @param commit of the revision
 * @param opens path of what is to be opened: a file, or nothing for the folder itself
 * @param isWhole whether the weights are among the files
 * @param files configuration, tokenizer and weights
 */
record HubIndex(String commit, String opens, boolean isWhole, List<HubFile> files) {
    static final String CONFIGURATION = "config.json";

    private static final int MOST_FILES = 10_000;
    private static final int MOST_NAMED = 40;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHARD = Pattern.compile("model-[0-9]{1,6}-of-[0-9]{1,6}\\.safetensors");
    private static final Pattern PART = Pattern.compile(".*-[0-9]{5}-of-[0-9]{5}\\.gguf");
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final Pattern EXTERNAL = Pattern.compile("_data(_[0-9]{1,4})?|[.]data");
    private static final String GGUF = ".gguf";
    private static final Set<String> BESIDE = Set.of(
            CONFIGURATION,
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json");

    /** @throws UserError if the answer is none of the hub's form, the repository has no weights that can be read, or several that may be meant */
    static HubIndex parse(HubModel model, byte[] answer) {
        JsonNode json = JsonFile.parseObject("the hub's answer about " + model, answer);
        String commit = json.path("sha").asText();
        JsonNode siblings = json.path("siblings");
        if (!COMMIT.matcher(commit).matches() || !siblings.isArray() || siblings.size() > MOST_FILES) {
            throw new UserError("the hub's answer about " + model
                    + " names no commit or no files; perhaps it is not a hub, see dsllm.hub");
        }
        String opens = model.file().isEmpty() ? single(model, siblings) : named(model, siblings);
        Predicate<String> wanted = opens.endsWith(GGUF) ? opens::equals : beside(weights(opens, siblings));
        List<HubFile> files = new ArrayList<>();
        for (JsonNode sibling : siblings) {
            String name = sibling.path("rfilename").asText();
            if (wanted.test(name)) {
                files.add(file(model, commit, name, sibling));
            }
        }
        return new HubIndex(commit, opens, true, files);
    }

    /** What is opened where the user names no file: a folder with safetensors or a graph if there is one, else the only GGUF file. */
    private static String single(HubModel model, JsonNode siblings) {
        if (has(siblings, CONFIGURATION) && hasAny(siblings, weights("", siblings))) {
            return "";
        }
        List<String> complete = names(siblings, GGUF).stream()
                .filter(name -> HubFile.isSafe(name) && !PART.matcher(name).matches())
                .toList();
        if (complete.size() == 1) {
            return complete.get(0);
        }
        if (complete.isEmpty()) {
            throw new UserError(
                    model
                            + " has no config.json with model.safetensors, its index, or an ONNX graph of a usual name, and no GGUF file in one part; perhaps you should choose a repository with safetensors: pickles are not read");
        }
        throw new UserError(model + " has no safetensors but " + complete.size() + " GGUF files: "
                + String.join(", ", complete.subList(0, Math.min(MOST_NAMED, complete.size())))
                + "; perhaps you should name the one that you mean, like " + model.named(complete.get(0)));
    }

    private static String named(HubModel model, JsonNode siblings) {
        String name = model.file();
        boolean isGguf = name.endsWith(GGUF);
        if (isGguf && PART.matcher(name).matches()) {
            throw new UserError(
                    model + " is one of several parts, which are not joined"
                            + "; perhaps the repository has the model in one file, or you should join them with llama.cpp's tools");
        }
        if (has(siblings, name) && (isGguf || has(siblings, CONFIGURATION))) {
            return name;
        }
        List<String> there = names(siblings, isGguf ? GGUF : ".onnx");
        throw new UserError("there is no " + model + " on the hub"
                + (isGguf ? "" : " with a config.json in its repository")
                + (there.isEmpty()
                        ? ""
                        : ", but " + String.join(", ", there.subList(0, Math.min(MOST_NAMED, there.size()))))
                + "; perhaps the name of the file is mistyped");
    }

    private static List<String> names(JsonNode siblings, String ending) {
        List<String> names = new ArrayList<>();
        for (JsonNode sibling : siblings) {
            String name = sibling.path("rfilename").asText();
            if (name.endsWith(ending)) {
                names.add(name);
            }
        }
        Collections.sort(names);
        return names;
    }

    private static Predicate<String> beside(Predicate<String> weights) {
        return name -> weights.test(name) || BESIDE.contains(name);
    }

    /** Which files are the weights: a graph with its external data, one file, or an index with its shards, the first of these that is there. */
    private static Predicate<String> weights(String graph, JsonNode siblings) {
        if (!graph.isEmpty()) {
            return name -> name.equals(graph)
                    || name.startsWith(graph)
                            && EXTERNAL.matcher(name.substring(graph.length())).matches();
        }
        if (has(siblings, SINGLE)) {
            return SINGLE::equals;
        }
        if (has(siblings, INDEX)) {
            return name -> name.equals(INDEX) || SHARD.matcher(name).matches();
        }
        return OnnxFormat.NAMES.stream()
                .filter(name -> has(siblings, name))
                .findFirst()
                .map(name -> weights(name, siblings))
                .orElse(name -> false);
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

    /** The same with the configuration alone, if there is one. */
    HubIndex configuration() {
        List<HubFile> configuration =
                files.stream().filter(file -> file.path().equals(CONFIGURATION)).toList();
        return configuration.isEmpty() ? this : new HubIndex(commit, CONFIGURATION, false, configuration);
    }

    /** Bytes of all files. */
    long bytes() {
        return files.stream().mapToLong(HubFile::bytes).sum();
    }
}
