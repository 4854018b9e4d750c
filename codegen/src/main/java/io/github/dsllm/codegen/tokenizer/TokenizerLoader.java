package io.github.dsllm.codegen.tokenizer;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.GgufFormat;
import io.github.dsllm.codegen.model.ModelShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds and reads the tokenizer of a model. */
public final class TokenizerLoader {
    private static final String LLAMA2C = "tokenizer.bin";
    private static final String VOCABULARY = "vocab.json";
    private static final String GRAPHS = "onnx"; // Optimum's folder within that of a model
    private static final String HUGGING_FACE = "tokenizer.json";

    private TokenizerLoader() {}

    /**
     * Finds and reads the tokenizer of a model and checks that both have the same vocabulary, or the model's is the tokenizer's rounded up by at most 2 %.
     *
     * @param model the model's file or folder
     * @param given the tokenizer that the user names, else {@code tokenizer.json} (or {@code vocab.json} with {@code merges.txt}) beside a
     *     Hugging Face model, or {@code tokenizer.bin},
     *     {@code tok*.bin} or {@code tokenizer.json} beside a file, or the one within a GGUF file
     * @return empty when none is named and none is found
     * @throws UserError when it is missing, ambiguous, damaged, unsupported, or of another vocabulary than the model
     */
    public static Optional<Tokenizer> forModel(Path model, @Nullable Path given, ModelShape shape) {
        Optional<Path> file = locate(model, given);
        Optional<Tokenizer> tokenizer = file.map(TokenizerLoader::read)
                .map(read -> PaddedTokenizer.isPadding(read.vocabularySize(), shape.vocabulary())
                        ? new PaddedTokenizer(read, shape.vocabulary())
                        : read);
        if (tokenizer.isPresent() && tokenizer.get().vocabularySize() != shape.vocabulary()) {
            throw new UserError(
                    "The tokenizer " + file.get() + " has " + tokenizer.get().vocabularySize()
                            + " tokens, but the model " + model + " has a vocabulary of " + shape.vocabulary()
                            + "; perhaps you should name the model's own tokenizer (parameter dsllm.tokenizer).");
        }
        return tokenizer;
    }

    /** As {@link #forModel}, without comparing the vocabularies. */
    public static Optional<Tokenizer> find(Path model, @Nullable Path given) {
        return locate(model, given).map(TokenizerLoader::read);
    }

    /** The tokenizer file that {@link #find} would read. */
    public static Optional<Path> locate(Path model, @Nullable Path given) {
        if (given != null) {
            if (!Files.exists(given)) {
                throw new UserError("There is no tokenizer at " + given
                        + "; perhaps you should check the path (parameter dsllm.tokenizer).");
            }
            return Files.isDirectory(given) ? beside(given, given) : Optional.of(given);
        }
        Path folder = Files.isDirectory(model) ? model : Objects.requireNonNullElse(model.getParent(), Path.of(""));
        Optional<Path> found = beside(model, folder);
        return found.isEmpty() && folder.endsWith(GRAPHS)
                ? beside(model, Objects.requireNonNullElse(folder.getParent(), Path.of("")))
                : found;
    }

    private static Optional<Path> beside(Path model, Path folder) {
        if (isGguf(model)) {
            return Optional.of(model);
        }
        boolean llama2c = model.toString().endsWith(".bin");
        for (String name : llama2c ? List.of(LLAMA2C) : List.of(HUGGING_FACE, LLAMA2C)) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return Optional.of(folder.resolve(name));
            }
        }
        if (VocabularyAndMerges.isHere(folder.resolve(VOCABULARY))) {
            return Optional.of(folder.resolve(VOCABULARY));
        }
        List<Path> others = others(model, folder);
        if (others.size() > 1) {
            throw new UserError("There are several tokenizers beside " + model + ": " + others
                    + "; perhaps you should name one (parameter dsllm.tokenizer).");
        }
        if (others.size() == 1) {
            return Optional.of(others.get(0));
        }
        Path json = folder.resolve(HUGGING_FACE);
        return Files.isRegularFile(json) ? Optional.of(json) : Optional.empty();
    }

    private static List<Path> others(Path model, Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("tok.*\\.bin") && !file.equals(model))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UserError(folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    /** Reads a tokenizer file; {@code .json} is Hugging Face, a GGUF file has one within, everything else is llama2.c. */
    public static Tokenizer read(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".model")) {
            throw new UserError(file
                    + " is a SentencePiece model, which is not supported; perhaps you should use the tokenizer.json of the model,"
                    + " or export a tokenizer.bin (llama2.c: tokenizer.py).");
        }
        if (isGguf(file)) {
            return GgufTokenizer.read(file);
        }
        return name.endsWith(".json") ? HuggingFaceTokenizer.read(file) : Llama2cTokenizer.read(file);
    }

    /** A GGUF model brings its tokenizer along. */
    private static boolean isGguf(Path file) {
        return new GgufFormat().recognises(file);
    }
}
