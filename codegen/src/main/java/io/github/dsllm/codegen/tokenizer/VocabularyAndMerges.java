package io.github.dsllm.codegen.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The two files of GPT-2's tokenizer, {@code vocab.json} and {@code merges.txt} (or {@code encoder.json} and {@code vocab.bpe}), as one {@code tokenizer.json}. */
final class VocabularyAndMerges {
    private static final long LIMIT = 64 << 20;
    private static final Map<String, String> PARTNERS = Map.of("vocab.json", "merges.txt", "encoder.json", "vocab.bpe");
    private static final String END_OF_TEXT = "<|endoftext|>";

    private VocabularyAndMerges() {}

    /** Whether a file is a vocabulary with its merges beside it. */
    static boolean isHere(Path file) {
        Path name = file.getFileName();
        String partner = name == null ? null : PARTNERS.get(name.toString());
        return partner != null && Files.isRegularFile(file) && Files.isRegularFile(file.resolveSibling(partner));
    }

    static ObjectNode read(Path vocabulary) {
        Path merges = vocabulary.resolveSibling(
                PARTNERS.getOrDefault(String.valueOf(vocabulary.getFileName()), "merges.txt"));
        ObjectNode json = new ObjectMapper().createObjectNode();
        ObjectNode model = json.putObject("model").put("type", "BPE");
        ObjectNode pieces = JsonFile.readObject(vocabulary, LIMIT).deepCopy();
        model.set("vocab", pieces);
        ArrayNode pairs = model.putArray("merges");
        for (String line : lines(merges)) {
            if (!line.isBlank() && !line.startsWith("#version")) {
                pairs.add(line);
            }
        }
        json.putObject("pre_tokenizer").put("type", "ByteLevel").put("add_prefix_space", false);
        json.putObject("decoder").put("type", "ByteLevel");
        if (pieces.path(END_OF_TEXT).isInt()) {
            json.putArray("added_tokens")
                    .addObject()
                    .put("id", pieces.get(END_OF_TEXT).intValue())
                    .put("content", END_OF_TEXT)
                    .put("special", true);
        }
        return json;
    }

    private static Iterable<String> lines(Path file) {
        try {
            if (Files.size(file) > LIMIT) {
                throw new UserError(file + " is larger than " + (LIMIT >> 20)
                        + " MiB; perhaps it is not the merges of a tokenizer.");
            }
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UserError(
                    file + " cannot be read as text: " + e.getMessage()
                            + "; perhaps it is not the merges of a tokenizer.",
                    e);
        }
    }
}
