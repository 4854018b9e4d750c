package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The layout of the Hugging Face hub: a folder with {@code config.json} and {@code model.safetensors}, or an index of shards.
 *
 * <p>A {@code config.json} (or any {@code *.config.json}) without weights is a shape: {@link #shape} reads it, {@link #open} refuses.
 */
public final class HuggingFaceFormat implements ModelFormat {
    static final String CONFIG = "config.json";

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
        return describe(path).shape();
    }

    private static Architectures.Described describe(Path path) {
        return Architectures.read(isLooseConfig(path) ? path : folder(path).resolve(CONFIG));
    }

    @Override
    public LanguageModel open(Path path) {
        Architectures.Described described = describe(path);
        if (!hasWeights(path)) {
            throw withoutWeights(path);
        }
        Shards shards = Shards.open(folder(path));
        Map<String, StoredTensor> plan = plan(described, shards);
        refuseContradictions(path, described, plan, shards);
        List<Path> files = new ArrayList<>();
        files.add(folder(path).resolve(CONFIG));
        files.addAll(shards.files());
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        plan.forEach((canonical, stored) -> tensors.put(canonical, stored.view().apply(shards.map(stored.name()))));
        return LanguageModel.of(name(), files, described.shape(), tensors);
    }

    /** The tensors under the names that these files use. */
    private static Map<String, StoredTensor> plan(Architectures.Described described, Shards shards) {
        Map<String, StoredTensor> plan = new LinkedHashMap<>();
        described.architecture().tensors(described.shape()).forEach((canonical, stored) -> {
            boolean onlyAsHead = canonical.equals("embedding")
                    && described.shape().tiedHead()
                    && !shards.has(nameIn(shards, stored.name()))
                    && shards.has(LlamaArchitecture.HEAD);
            String name = onlyAsHead ? LlamaArchitecture.HEAD : nameIn(shards, stored.name());
            plan.put(canonical, stored.named(name));
        });
        return plan;
    }

    /** Files that hold the inner model only leave out the part before the first dot. */
    private static String nameIn(Shards shards, String name) {
        String inner = name.substring(name.indexOf('.') + 1);
        return !shards.has(name) && shards.has(inner) ? inner : name;
    }

    private static void refuseContradictions(
            Path path, Architectures.Described described, Map<String, StoredTensor> plan, Shards shards) {
        List<String> problems = new ArrayList<>();
        Set<String> used = new LinkedHashSet<>();
        plan.values().forEach(stored -> used.add(stored.name()));
        for (String name : used) {
            if (!shards.has(name)) {
                problems.add(name + " is missing");
            } else if (!shards.unusable(name).isEmpty()) {
                problems.add(shards.unusable(name));
            }
        }
        String embedding = described.architecture().tensors(described.shape()).values().stream()
                .findFirst()
                .orElseThrow()
                .name();
        for (String name : shards.names()) {
            boolean redundant = described.architecture().isRedundant(name)
                    || described.shape().tiedHead() && (name.equals(LlamaArchitecture.HEAD) || name.equals(embedding));
            if (!used.contains(name) && !redundant) {
                problems.add(name + " has no place in the model that config.json describes");
            }
        }
        if (!problems.isEmpty()) {
            throw new UserError("Weights and configuration of " + path + " disagree: " + Problems.list(problems)
                    + "; perhaps config.json belongs to another model, or its architecture is not supported.");
        }
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
