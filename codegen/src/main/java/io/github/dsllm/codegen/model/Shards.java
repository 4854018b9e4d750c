package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dsllm.codegen.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The tensors of a Hugging Face folder by name, from one safetensors file or from the shards that an index lists. */
final class Shards {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";
    private static final long INDEX_LIMIT = 64 << 20;

    private final List<Path> files;
    private final Map<String, SafetensorsFile> shardOf;

    private Shards(List<Path> files, Map<String, SafetensorsFile> shardOf) {
        this.files = files;
        this.shardOf = shardOf;
    }

    static boolean in(Path folder) {
        return Files.isRegularFile(folder.resolve(SINGLE)) || Files.isRegularFile(folder.resolve(INDEX));
    }

    static Shards open(Path folder) {
        return Files.isRegularFile(folder.resolve(SINGLE))
                ? single(folder.resolve(SINGLE))
                : indexed(folder, folder.resolve(INDEX));
    }

    private static Shards single(Path file) {
        SafetensorsFile shard = SafetensorsFile.read(file);
        Map<String, SafetensorsFile> shardOf = new LinkedHashMap<>();
        shard.names().forEach(name -> shardOf.put(name, shard));
        return new Shards(List.of(file), shardOf);
    }

    private static Shards indexed(Path folder, Path index) {
        JsonNode weightMap = JsonFile.readObject(index, INDEX_LIMIT).path("weight_map");
        if (!weightMap.isObject() || weightMap.isEmpty()) {
            throw new UserError(index + " has no weight_map; perhaps it is another file.");
        }
        Map<String, SafetensorsFile> shards = shards(folder, index, weightMap);
        List<String> problems = new ArrayList<>();
        Map<String, SafetensorsFile> shardOf = new LinkedHashMap<>();
        weightMap.properties().forEach(property -> {
            SafetensorsFile shard = shards.get(property.getValue().asText());
            if (shard != null && shard.has(property.getKey())) {
                shardOf.put(property.getKey(), shard);
            } else {
                problems.add(
                        property.getKey() + " is not in " + property.getValue().asText());
            }
        });
        shards.forEach((shardName, shard) -> shard.names().forEach(name -> {
            if (!weightMap.path(name).asText().equals(shardName)) {
                problems.add(name + " of " + shardName + " is not in the index");
            }
        }));
        refuse(index, problems);
        return new Shards(shards.values().stream().map(SafetensorsFile::file).toList(), shardOf);
    }

    private static Map<String, SafetensorsFile> shards(Path folder, Path index, JsonNode weightMap) {
        TreeSet<String> names = new TreeSet<>();
        weightMap.forEach(name -> names.add(name.isTextual() ? name.asText() : name.toString()));
        List<String> problems = new ArrayList<>();
        for (String name : names) {
            if (!name.matches("[A-Za-z0-9._-]+\\.safetensors")) {
                problems.add("\"" + name + "\" is not the plain name of a .safetensors file in the same folder");
            } else if (!Files.isRegularFile(folder.resolve(name))) {
                problems.add("the shard " + name + " is missing");
            }
        }
        refuse(index, problems);
        Map<String, SafetensorsFile> shards = new LinkedHashMap<>();
        names.forEach(name -> shards.put(name, SafetensorsFile.read(folder.resolve(name))));
        return shards;
    }

    private static void refuse(Path index, List<String> problems) {
        if (!problems.isEmpty()) {
            throw new UserError(index + " and the shards beside it disagree: " + Problems.list(problems)
                    + "; perhaps you should download all files of the model again.");
        }
    }

    List<Path> files() {
        return files;
    }

    Iterable<String> names() {
        return shardOf.keySet();
    }

    boolean has(String name) {
        return shardOf.containsKey(name);
    }

    String unusable(String name) {
        return shard(name).unusable(name);
    }

    Tensor map(String name) {
        return shard(name).map(name);
    }

    private SafetensorsFile shard(String name) {
        SafetensorsFile shard = shardOf.get(name);
        if (shard == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return shard;
    }
}
