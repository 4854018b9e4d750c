package io.github.dsllm.codegen.layout;

import io.github.dsllm.codegen.UserError;
import java.util.List;
import java.util.Set;

/**
 * Which row groups of a tile stay in its coupling memory. The others are streamed through a window of two of the largest of them, once for every position
 * (docs/decisions/0003-reload.md); the choice is the one that streams the fewest words.
 *
 * @param streamed row groups that do not stay
 * @param embedding row groups of the embedding, if EMBED fetches the one that it needs; empty if it finds it among the residents
 * @param windowWords coupling words of the window, 0 if everything stays
 */
public record Residents(Set<RowGroup> streamed, Set<RowGroup> embedding, int windowWords) {
    public Residents {
        streamed = Set.copyOf(streamed);
        embedding = Set.copyOf(embedding);
    }

    /** Everything stays. */
    public static Residents all() {
        return new Residents(Set.of(), Set.of(), 0);
    }

    /**
     * Chooses for one tile.
     *
     * @param tile number of the tile, for the message
     * @param groups its row groups in the order of the program
     * @param rows their sizes
     * @param tied whether the embedding is read from the rows of the head
     * @param capacity coupling words of a tile
     * @throws UserError if not even the least that must stay has room beside a window
     */
    public static Residents choose(int tile, List<RowGroup> groups, RowMap rows, boolean tied, long capacity) {
        long words = groups.stream().mapToLong(rows::fanIn).sum();
        return words <= capacity ? all() : new ResidentChoice(groups, rows, tied, capacity).best(tile);
    }

    /** The smallest coupling memory, in words, with which {@link #choose} finds a way to stream the rest. */
    public static long leastWords(List<RowGroup> groups, RowMap rows, boolean tied) {
        long words = groups.stream().mapToLong(rows::fanIn).sum();
        return Math.min(words, new ResidentChoice(groups, rows, tied, 0).least());
    }

    /** Words that every position streams, without the row of the token. */
    public long streamedWords(RowMap rows) {
        return streamed.stream()
                .filter(group -> group.stage() != Stage.EMBEDDING)
                .mapToLong(rows::fanIn)
                .sum();
    }

    /** Whether a row group is always in coupling memory. */
    public boolean stays(RowGroup group) {
        return !streamed.contains(group);
    }

    /** Whether a row group is in external memory, be it also in coupling memory. */
    boolean isExternal(RowGroup group) {
        return streamed.contains(group) || embedding.contains(group);
    }

    /** Whether EMBED fetches the row group of its token. */
    public boolean fetchesEmbedding() {
        return !embedding.isEmpty();
    }
}
