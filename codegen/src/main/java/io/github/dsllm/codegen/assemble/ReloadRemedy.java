package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.layout.Residents;
import io.github.dsllm.codegen.layout.RowGroup;
import io.github.dsllm.codegen.layout.RowMap;
import io.github.dsllm.codegen.schedule.TileBlocks;
import java.util.List;

/** What an external memory would do for a model that the coupling memories have no room for. */
final class ReloadRemedy {
    private final List<List<RowGroup>> tiles;
    private final RowMap rows;
    private final boolean tied;
    private final long capacity;

    /**
     * @param rows sizes of row groups
     * @param tied whether the embedding is read from the rows of the head
     * @param capacity coupling words of a tile
     */
    ReloadRemedy(List<TileBlocks> tiles, RowMap rows, boolean tied, long capacity) {
        this.tiles = tiles.stream().map(TileBlocks::rowGroups).toList();
        this.rows = rows;
        this.tied = tied;
        this.capacity = capacity;
    }

    /** The end of a "perhaps you should give the chip …". */
    String describe() {
        long least = tiles.stream()
                .mapToLong(groups -> Residents.leastWords(groups, rows, tied))
                .max()
                .orElse(0);
        return "an external memory (external: in the chip spec), from which "
                + (least > capacity
                        ? "couplings are reloaded for every token, beside at least " + least
                                + " words of coupling memory"
                        : words() + " of all " + allWords() + " coupling words would be reloaded for every token");
    }

    private long words() {
        long words = 0;
        for (int tile = 0; tile < tiles.size(); tile++) {
            words += Residents.choose(tile, tiles.get(tile), rows, tied, capacity)
                    .streamedWords(rows);
        }
        return words;
    }

    private long allWords() {
        return tiles.stream().flatMap(List::stream).mapToLong(rows::fanIn).sum();
    }
}
