package io.github.dsllm.codegen.tokenizer;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.GgufFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The tokenizer within a GGUF file: the scored pieces of the kind {@code llama}, or the byte-level pairs of the kind {@code gpt2}. */
final class GgufTokenizer {
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String SCORES = "tokenizer.ggml.scores";
    private static final String TYPES = "tokenizer.ggml.token_type";
    private static final char SENTENCE_PIECE_SPACE = '▁';
    private static final long NORMAL = 1;
    private static final long USER_DEFINED = 4;

    private GgufTokenizer() {}

    /** @throws UserError if the file has no tokenizer of a known kind, or a damaged one */
    static Tokenizer read(Path file) {
        GgufFile gguf = GgufFile.read(file);
        String kind = gguf.text("tokenizer.ggml.model").orElse("none");
        if (kind.equals("gpt2")) {
            return GgufBytePairs.read(gguf);
        }
        if (!kind.equals("llama")) {
            throw new UserError(
                    "The tokenizer within " + file + " is of the kind " + kind
                            + ", which is not supported; perhaps you should name the model's tokenizer.json (parameter dsllm.tokenizer).");
        }
        List<?> tokens = gguf.array(TOKENS);
        List<?> scores = gguf.array(SCORES);
        List<?> types = gguf.array(TYPES);
        requireLength(file, SCORES, scores, tokens);
        if (!types.isEmpty()) {
            requireLength(file, TYPES, types, tokens);
        }
        byte[][] pieces = new byte[tokens.size()][];
        float[] values = new float[tokens.size()];
        for (int id = 0; id < pieces.length; id++) {
            if (!(tokens.get(id) instanceof String piece) || !(scores.get(id) instanceof Number score)) {
                throw damaged(file, "token " + id + " is no text with a score");
            }
            pieces[id] = piece.replace(SENTENCE_PIECE_SPACE, ' ').getBytes(StandardCharsets.UTF_8);
            values[id] = score.floatValue();
        }
        int bos = gguf.number("tokenizer.ggml.bos_token_id").orElse(1L).intValue();
        return new ScoredPieces(
                pieces,
                values,
                id -> types.isEmpty() || isText(types.get(id)),
                bos,
                gguf.flag("tokenizer.ggml.add_bos_token").orElse(true),
                gguf.flag("tokenizer.ggml.add_space_prefix").orElse(true));
    }

    private static boolean isText(Object type) {
        return type instanceof Number number && (number.longValue() == NORMAL || number.longValue() == USER_DEFINED);
    }

    private static void requireLength(Path file, String key, List<?> list, List<?> tokens) {
        if (list.size() != tokens.size() || tokens.isEmpty()) {
            throw damaged(file, key + " has " + list.size() + " entries for " + tokens.size() + " tokens");
        }
    }

    private static UserError damaged(Path file, String why) {
        return new UserError("The tokenizer within " + file + " is damaged: " + why
                + "; perhaps you should name another one (parameter dsllm.tokenizer).");
    }
}
