package io.github.dsllm.codegen.tokenizer;

import java.util.OptionalInt;

/** Turns text into the tokens of a language model and back. Immutable; safe for several threads. */
public interface Tokenizer {
    /** What {@link #decode(int, int)} takes as the token before the first. */
    int START_OF_TEXT = -1;

    /** Number of tokens; the model's vocabulary must be the same. */
    int vocabularySize();

    /** The token that begins a text, if this tokenizer knows one. */
    OptionalInt bosToken();

    /**
     * The tokens of a text. Names of control tokens inside the text are ordinary text.
     *
     * @param begin whether to put the begin-of-text token in front
     * @throws io.github.dsllm.codegen.UserError when a character has no token and no replacement
     */
    int[] encode(String text, boolean begin);

    /**
     * The bytes (UTF-8, possibly a part of a character) that a token adds to a text.
     *
     * @param previous the token before, or {@link #START_OF_TEXT}; the first space of a text is not part of it,
     *     and the begin-of-text token at the start is nothing
     * @param token 0..vocabularySize - 1
     */
    byte[] decode(int previous, int token);

    /** The text of tokens; what is not UTF-8 becomes U+FFFD. */
    default String decode(int[] tokens) {
        StreamingDecoder decoder = new StreamingDecoder(this);
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            text.append(decoder.next(token));
        }
        return text.append(decoder.end()).toString();
    }
}
