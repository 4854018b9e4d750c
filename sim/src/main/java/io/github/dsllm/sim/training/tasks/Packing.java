package io.github.dsllm.sim.training.tasks;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import java.util.Arrays;

/**
 * Makes one sequence of tokens of an example: begin, first text, separator, and for pairs second text, separator. So the last position, where the head reads, always holds
 * the same token. What does not fit is cut off the end of the longer text, token by token, of the second among equals.
 */
public final class Packing {
    private static final int FRAME = 3;

    private final Tokenizer tokenizer;
    private final int begin;
    private final int separator;
    private final int length;

    /**
     * @param separator token between and behind texts, in 0 … vocabulary − 1
     * @param length greatest number of tokens, at least 5: one of each text and three that frame them
     * @throws UserError if the tokenizer has no token to begin with, or the length is too small
     */
    public Packing(Tokenizer tokenizer, int separator, int length) {
        if (length < FRAME + 2) {
            throw new UserError("texts of " + length
                    + " tokens have no room for a pair; perhaps you should take at least " + (FRAME + 2));
        }
        if (separator < 0 || separator >= tokenizer.vocabularySize()) {
            throw new UserError("the separator " + separator + " is none of the " + tokenizer.vocabularySize()
                    + " tokens; perhaps you should take that which ends a text");
        }
        this.tokenizer = tokenizer;
        this.begin = tokenizer
                .bosToken()
                .orElseThrow(() -> new UserError(
                        "the tokenizer has no token that begins a text; perhaps you should take another one"));
        this.separator = separator;
        this.length = length;
    }

    /** Greatest number of tokens. */
    public int length() {
        return length;
    }

    /** The tokens of an example, at most {@link #length}. */
    public int[] pack(Example example) {
        int[] first = tokenizer.encode(example.first(), false);
        int[] second = tokenizer.encode(example.second(), false);
        boolean pair = !example.second().isEmpty();
        int room = length - (pair ? FRAME : FRAME - 1);
        int[] kept = kept(first.length, second.length, room);
        int[] tokens = new int[(pair ? FRAME : FRAME - 1) + kept[0] + kept[1]];
        Arrays.fill(tokens, separator);
        tokens[0] = begin;
        System.arraycopy(first, 0, tokens, 1, kept[0]);
        System.arraycopy(second, 0, tokens, Math.min(2 + kept[0], tokens.length), kept[1]);
        return tokens;
    }

    /** How many tokens of both texts stay: as cutting the longer one token by token leaves them. */
    static int[] kept(int first, int second, int room) {
        if (first + second <= room) {
            return new int[] {first, second};
        }
        int half = room / 2;
        if (second <= half) {
            return new int[] {room - second, second};
        }
        if (first <= room - half) {
            return new int[] {first, room - first};
        }
        return new int[] {room - half, half};
    }
}
