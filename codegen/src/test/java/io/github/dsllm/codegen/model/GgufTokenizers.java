package io.github.dsllm.codegen.model;

import java.util.List;

/** GGUF files with a byte-level tokenizer and nothing else. */
public final class GgufTokenizers {
    private GgufTokenizers() {}

    /** @param types 1 for a text, 3 for a control token */
    public static byte[] byteLevel(
            String pattern, List<String> tokens, List<Integer> types, List<String> merges, int bos) {
        GgufWriter out = new GgufWriter()
                .text("tokenizer.ggml.model", "gpt2")
                .text("tokenizer.ggml.pre", pattern)
                .number("tokenizer.ggml.bos_token_id", bos);
        LittleEndian texts = out.array("tokenizer.ggml.tokens", 8, tokens.size());
        tokens.forEach(token -> GgufWriter.string(texts, token));
        LittleEndian numbers = out.array("tokenizer.ggml.token_type", 5, types.size());
        types.forEach(numbers::ints);
        LittleEndian pairs = out.array("tokenizer.ggml.merges", 8, merges.size());
        merges.forEach(merge -> GgufWriter.string(pairs, merge));
        return out.bytes();
    }
}
