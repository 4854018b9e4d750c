package io.github.dsllm.codegen.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dsllm.codegen.model.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A {@code tokenizer.json} of Hugging Face with a byte-pair model, over the whole text (the Llama 2 manner) or over words as bytes (the GPT-2 manner).
 *
 * <p>Known parts: normalisers Prepend, Replace (of a plain text), NFC, NFD, NFKC, NFKD and Sequence; pre-tokeniser none, Metaspace without split, ByteLevel, or a Split by a {@link WordPattern} before it; model
 * BPE with byte fallback or a fused unknown token; post-processor TemplateProcessing that puts tokens in front, ByteLevel, or a Sequence of them; decoders Replace, ByteFallback, Fuse, Strip
 * of leading text, Metaspace, ByteLevel. Everything else is refused, all of it at once.
 */
final class HuggingFaceTokenizer implements Tokenizer {
    private static final long LIMIT = 256 << 20;

    private final Function<String, List<String>> words;
    private final BytePairModel model;
    private final PieceDecoder decoder;
    private final int[] front;

    private HuggingFaceTokenizer(
            Function<String, List<String>> words, BytePairModel model, PieceDecoder decoder, int[] front) {
        this.words = words;
        this.model = model;
        this.decoder = decoder;
        this.front = front;
    }

    static HuggingFaceTokenizer read(Path file) {
        return of(
                VocabularyAndMerges.isHere(file) ? VocabularyAndMerges.read(file) : JsonFile.readObject(file, LIMIT),
                file);
    }

    /** As if {@code json} stood in a file. */
    static HuggingFaceTokenizer of(JsonNode json, Path file) {
        Unsupported unsupported = new Unsupported(file);
        Function<String, List<String>> words = Normalisers.words(json, unsupported);
        BytePairModel model = BytePairModel.read(json, unsupported);
        PieceDecoder decoder = PieceDecoder.read(json, model, unsupported);
        int[] front = front(json.path("post_processor"), unsupported);
        if (!json.path("truncation").isMissingNode() && !json.path("truncation").isNull()) {
            unsupported.add("truncation");
        }
        unsupported.refuse();
        return new HuggingFaceTokenizer(words, model, decoder, front);
    }

    private static int[] front(JsonNode processor, Unsupported unsupported) {
        String type = processor.path("type").asText();
        if (processor.isMissingNode() || processor.isNull() || type.equals("ByteLevel")) {
            return new int[0];
        }
        if (type.equals("Sequence")) {
            List<Integer> tokens = new ArrayList<>();
            for (JsonNode part : processor.path("processors")) {
                Arrays.stream(front(part, unsupported)).forEach(tokens::add);
            }
            return tokens.stream().mapToInt(Integer::intValue).toArray();
        }
        if (!type.equals("TemplateProcessing")) {
            unsupported.add("post_processor " + type);
            return new int[0];
        }
        Map<String, JsonNode> specials = new HashMap<>();
        processor
                .path("special_tokens")
                .properties()
                .forEach(token -> specials.put(token.getKey(), token.getValue().path("ids")));
        List<Integer> tokens = new ArrayList<>();
        boolean afterText = false;
        for (JsonNode part : processor.path("single")) {
            JsonNode special = part.path("SpecialToken");
            if (special.isMissingNode()) {
                afterText = true;
            } else if (afterText) {
                unsupported.add(
                        "post_processor with the token " + special.path("id").asText() + " behind the text");
            } else if (!specials.containsKey(special.path("id").asText())) {
                unsupported.add("post_processor with the undeclared token "
                        + special.path("id").asText());
            } else {
                specials.get(special.path("id").asText()).forEach(id -> tokens.add(id.asInt(-1)));
            }
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int vocabularySize() {
        return model.size();
    }

    @Override
    public OptionalInt bosToken() {
        return front.length == 0 ? OptionalInt.empty() : OptionalInt.of(front[0]);
    }

    @Override
    public int[] encode(String text, boolean begin) {
        int[] tokens = words.apply(text).stream()
                .flatMapToInt(word -> Arrays.stream(model.encode(word)))
                .toArray();
        if (!begin) {
            return tokens;
        }
        int[] all = new int[front.length + tokens.length];
        System.arraycopy(front, 0, all, 0, front.length);
        System.arraycopy(tokens, 0, all, front.length, tokens.length);
        return all;
    }

    @Override
    public byte[] decode(int previous, int token) {
        return decoder.decode(previous, token);
    }
}
