package io.github.dsllm.codegen.partition;

import java.util.List;
import java.util.Locale;

/**
 * What stays together on one tile: a group of rows of one layer, or of the vocabulary.
 *
 * @param kind what it is
 * @param layer its layer, −1 for the vocabulary
 * @param index its group
 * @param couplingWords coupling words that it needs
 * @param keyValueRows rows of keys and values that it needs if no other block of its layer on its tile shares them
 * @param cycles slots of multiply-accumulates per token, at the mean position
 * @param words states that it makes per token
 */
public record Block(Kind kind, int layer, int index, long couplingWords, long keyValueRows, long cycles, double words) {
    /** Kinds of blocks. */
    public enum Kind {
        /** A group of attention heads: rows of wq, its keys and values. */
        HEADS,
        /** A group of the residual stream: rows of wo and w2. */
        RESIDUAL,
        /** A group of hidden states: rows of w1 and w3. */
        HIDDEN,
        /** A group of tokens: rows of head and embedding. */
        VOCABULARY,
        /** No block but the hub of an exchange in {@link BlockGraph}: it needs nothing and is not placed. */
        EXCHANGE;

        /** Kinds that every layer has. */
        public static final List<Kind> OF_A_LAYER = List.of(HEADS, RESIDUAL, HIDDEN);
    }

    @Override
    public String toString() {
        return (layer < 0 ? "" : "layer " + layer + " ") + kind.name().toLowerCase(Locale.ROOT) + " " + index;
    }
}
