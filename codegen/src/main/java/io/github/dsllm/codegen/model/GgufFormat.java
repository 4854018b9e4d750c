package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** GGUF, the files of llama.cpp: sizes, constants, weights and tokenizer in one, of the families of {@link GgufArchitecture}. */
public final class GgufFormat implements ModelFormat {
    @Override
    public String name() {
        return "GGUF";
    }

    @Override
    public boolean recognises(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(GgufFile.MAGIC.length), GgufFile.MAGIC);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean hasWeights(Path path) {
        return true;
    }

    @Override
    public ModelShape shape(Path path) {
        GgufFile file = GgufFile.read(path);
        return shape(file, architecture(file));
    }

    @Override
    public LanguageModel open(Path path) {
        GgufFile file = GgufFile.read(path);
        GgufArchitecture architecture = architecture(file);
        ModelShape shape = shape(file, architecture);
        Map<String, StoredTensor> plan = architecture.tensors(shape);
        refuseContradictions(file, plan);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        plan.forEach((canonical, stored) -> tensors.put(canonical, stored.view().apply(file.map(stored.name()))));
        return LanguageModel.of(name(), List.of(path), shape, tensors);
    }

    /** An unknown one is read as Llama, so that everything that is foreign in it is said, and refused with its shape. */
    private static GgufArchitecture architecture(GgufFile file) {
        return GgufArchitecture.of(name(file)).orElse(GgufArchitecture.LLAMA);
    }

    private static String name(GgufFile file) {
        return file.text("general.architecture").orElse("");
    }

    private static ModelShape shape(GgufFile file, GgufArchitecture architecture) {
        GgufHeader header = new GgufHeader(file, architecture.prefix());
        String name = name(file);
        if (GgufArchitecture.of(name).isEmpty()) {
            header.problem("general.architecture " + (name.isEmpty() ? "is missing" : name));
        }
        try {
            return architecture.shape(header);
        } catch (UserError impossible) {
            String message = String.valueOf(impossible.getMessage());
            throw message.contains(file.file().toString())
                    ? impossible
                    : new UserError(file.file() + ": " + message, impossible);
        }
    }

    private static void refuseContradictions(GgufFile file, Map<String, StoredTensor> plan) {
        Set<String> needed = new LinkedHashSet<>();
        plan.values().forEach(stored -> needed.add(stored.name()));
        List<String> problems = new ArrayList<>();
        for (String name : needed) {
            if (!file.has(name)) {
                problems.add(name + " is missing");
            } else if (!file.unusable(name).isEmpty()) {
                problems.add(file.unusable(name));
            }
        }
        Set<String> known = new HashSet<>(needed);
        known.add(GgufArchitecture.FACTORS);
        for (String name : file.names()) {
            if (!known.contains(name)) {
                problems.add(name + " has no place in a model of this family");
            }
        }
        if (!problems.isEmpty()) {
            throw new UserError("The weights of " + file.file() + " cannot be used: " + Problems.list(problems)
                    + "; perhaps you should quantise the model as Q8_0, or use another file of it.");
        }
    }
}
