package io.github.dsllm.sim.training.tasks;

import io.github.dsllm.codegen.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** ASCII codes as tokens. */
record Letters(OptionalInt bosToken) implements Tokenizer {

    static Letters withBegin() {
        return new Letters(OptionalInt.of(1));
    }

    @Override
    public int vocabularySize() {
        return 128;
    }

    @Override
    public int[] encode(String text, boolean begin) {
        return text.chars().toArray();
    }

    @Override
    public byte[] decode(int previous, int token) {
        return Character.toString(token).getBytes(StandardCharsets.UTF_8);
    }
}
