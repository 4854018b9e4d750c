package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.partition.Block.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * What the blocks of a partition take of a tile, exactly: head groups of a layer that need the same stored heads share their rows on a tile.
 *
 * @param couplingWords words of L couplings
 * @param rowGroups row groups, one scale word each
 * @param keyValueRows rows of one stored key and one stored value
 * @param cycles slots of multiply-accumulates per token, at the mean position
 */
public record TileLoad(long couplingWords, long rowGroups, long keyValueRows, long cycles) {
    /** Of a tile without blocks. */
    public static final TileLoad NONE = new TileLoad(0, 0, 0, 0);

    private record Stored(int tile, int layer, int keyGroup) {}

    /** What all tiles together hold at least, wherever the blocks go: as if one tile had all of them, so that rows are shared as far as can be; O(blocks). */
    public static TileLoad least(BlockGraph blocks) {
        return of(blocks, 1, block -> 0).get(0);
    }

    /** The loads of all tiles, by tile; O(blocks). */
    public static List<TileLoad> of(BlockGraph blocks, Partition partition) {
        return of(blocks, partition.tiles(), partition::tileOf);
    }

    private static List<TileLoad> of(BlockGraph blocks, int tiles, ToIntFunction<Block> places) {
        List<TileLoad> loads = new ArrayList<>();
        for (int tile = 0; tile < tiles; tile++) {
            loads.add(NONE);
        }
        Geometry geometry = blocks.geometry();
        Set<Stored> stored = new HashSet<>();
        for (Block block : blocks.blocks()) {
            int tile = places.applyAsInt(block);
            boolean isShared = block.kind() == Kind.HEADS
                    && !stored.add(new Stored(tile, block.layer(), geometry.keyGroupOf(block.index())));
            loads.set(tile, loads.get(tile).plus(of(block, geometry, isShared)));
        }
        return loads;
    }

    /** Whether a tile has room for it. */
    public boolean fits(Site.Room room) {
        return couplingWords <= room.couplingWords()
                && rowGroups <= room.rowGroups()
                && keyValueRows <= room.keyValueRows();
    }

    private TileLoad plus(TileLoad other) {
        return new TileLoad(
                couplingWords + other.couplingWords,
                rowGroups + other.rowGroups,
                keyValueRows + other.keyValueRows,
                cycles + other.cycles);
    }

    private static TileLoad of(Block block, Geometry geometry, boolean sharesRows) {
        LayoutShape shape = geometry.shape();
        int stored = geometry.keyBesideValue() ? 1 : 2;
        return switch (block.kind()) {
            case HEADS ->
                sharesRows
                        ? new TileLoad(shape.dim(), 1, 0, block.cycles() - (long) stored * shape.dim())
                        : new TileLoad(block.couplingWords(), 1L + stored, block.keyValueRows(), block.cycles());
            case RESIDUAL, HIDDEN -> new TileLoad(block.couplingWords(), 2, 0, block.cycles());
            case VOCABULARY -> new TileLoad(block.couplingWords(), shape.tied() ? 1 : 2, 0, block.cycles());
            case EXCHANGE -> NONE;
        };
    }
}
