package io.github.dsllm.codegen.partition;

/**
 * What stays together on one tile, over all layers.
 *
 * @param kind what it is
 * @param index its group
 * @param couplingWords coupling words that it needs
 * @param keyValueRows rows of keys and values that it needs if no other block of its tile shares them
 * @param cycles slots of multiply-accumulates per token, at the mean position
 * @param words states that it makes per token and layer-wise exchange
 */
public record Block(Kind kind, int index, long couplingWords, long keyValueRows, long cycles, long words) {
    /** Kinds of blocks, each placed group by group. */
    public enum Kind {
        /** A group of attention heads: rows of wq, its keys and values. */
        HEADS,
        /** A group of the residual stream: rows of wo and w2. */
        RESIDUAL,
        /** A group of hidden states: rows of w1 and w3. */
        HIDDEN,
        /** A group of tokens: rows of head and embedding. */
        VOCABULARY
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " " + index;
    }
}
