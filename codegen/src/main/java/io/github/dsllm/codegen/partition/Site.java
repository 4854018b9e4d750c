package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.place.Mesh;
import java.util.List;

/**
 * The chip as a partitioner sees it: where its tiles are and what each of them holds.
 *
 * @param mesh places of tiles and the links between them; the tile in row r and column c has the number r·width + c, and tile 0 talks to the host
 * @param room what each tile holds
 * @param seed where random choices begin
 */
public record Site(Mesh mesh, Room room, long seed) {

    /**
     * What one tile holds at most.
     *
     * @param couplingWords words of L couplings
     * @param rowGroups row groups, one scale word each
     * @param keyValueRows rows of one stored key and one stored value
     */
    public record Room(long couplingWords, long rowGroups, long keyValueRows) {
        /** No limit. */
        public static final Room BOUNDLESS = new Room(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** A row of tiles that hold whatever they get. */
    public static Site row(int tiles) {
        return new Site(Mesh.of(tiles, 1), Room.BOUNDLESS, 1);
    }

    /** Places for tiles, those of absent ones included. */
    public int places() {
        return mesh.width() * mesh.height();
    }

    /** Numbers of the tiles that are there, ascending. */
    public List<Integer> tiles() {
        return mesh.tiles().stream()
                .map(tile -> tile.y() * mesh.width() + tile.x())
                .toList();
    }
}
