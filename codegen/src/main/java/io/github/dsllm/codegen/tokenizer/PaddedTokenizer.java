package io.github.dsllm.codegen.tokenizer;

import java.util.OptionalInt;

/** A tokenizer beside a model whose vocabulary was rounded up to a handy size: the tokens behind its own mean nothing and show nothing. */
record PaddedTokenizer(Tokenizer tokenizer, int vocabularySize) implements Tokenizer {
    /** A difference of more than a part in so many is no rounding but another tokenizer. */
    private static final int LARGEST_PART = 50;

    /** Whether a vocabulary of a model may be a tokenizer's rounded up: Qwen2 has 151,646 of 151,936, Phi 50,295 of 51,200 (1.8 %). */
    static boolean isPadding(int tokens, int vocabulary) {
        return tokens < vocabulary && vocabulary - tokens <= vocabulary / LARGEST_PART;
    }

    @Override
    public OptionalInt bosToken() {
        return tokenizer.bosToken();
    }

    @Override
    public int[] encode(String text, boolean begin) {
        return tokenizer.encode(text, begin);
    }

    @Override
    public byte[] decode(int previous, int token) {
        int own = tokenizer.vocabularySize();
        return token >= own ? new byte[0] : tokenizer.decode(previous < own ? previous : 0, token);
    }
}
