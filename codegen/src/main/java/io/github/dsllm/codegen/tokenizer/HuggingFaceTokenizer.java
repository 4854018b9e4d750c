package io.github.dsllm.codegen.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dsllm.codegen.model.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * A {@code tokenizer.json} of Hugging Face with a byte-pair model, without pre-tokenisation into words (the Llama 2 manner).
 *
 * <p>Known parts: normalisers Prepend, Replace (of a plain text), NFC, NFD, NFKC, NFKD and Sequence; pre-tokeniser none, or Metaspace without split; model
 * BPE with byte fallback or a fused unknown token; post-processor TemplateProcessing that puts tokens in front; decoders Replace, ByteFallback, Fuse, Strip
 * of leading text, Metaspace. Everything else is refused, all of it at once.
 */
final class HuggingFaceTokenizer implements Tokenizer {
    private static final long LIMIT = 256 << 20;

    private final UnaryOperator<String> normaliser;
    private final BytePairModel model;
    private final PieceDecoder decoder;
    private final int[] front;

    private HuggingFaceTokenizer(
            UnaryOperator<String> normaliser, BytePairModel model, PieceDecoder decoder, int[] front) {
        this.normaliser = normaliser;
        this.model = model;
        this.decoder = decoder;
        this.front = front;
    }

    static HuggingFaceTokenizer read(Path file) {
        JsonNode json = JsonFile.readObject(file, LIMIT);
        Unsupported unsupported = new Unsupported(file);
        UnaryOperator<String> normaliser = Normalisers.read(json, unsupported);
        BytePairModel model = BytePairModel.read(json, unsupported);
        PieceDecoder decoder = PieceDecoder.read(json, model, unsupported);
        int[] front = front(json.path("post_processor"), unsupported);
        if (!json.path("truncation").isMissingNode() && !json.path("truncation").isNull()) {
            unsupported.add("truncation");
        }
        unsupported.refuse();
        return new HuggingFaceTokenizer(normaliser, model, decoder, front);
    }

    private static int[] front(JsonNode processor, Unsupported unsupported) {
        if (processor.isMissingNode() || processor.isNull()) {
            return new int[0];
        }
        if (!processor.path("type").asText().equals("TemplateProcessing")) {
            unsupported.add("post_processor " + processor.path("type").asText());
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
        int[] tokens = model.encode(normaliser.apply(text));
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
