package io.github.dsllm.codegen.place;

import io.github.dsllm.codegen.UserError;

/** What a word costs from each tile to each other one: hops, or hops weighed by the speed of their links. Any symmetric table will do. */
public final class TileDistances {
    /** More tiles have no table. */
    public static final int MOST_TILES = 1 << 13;

    private final int tiles;
    private final short[] table; // (tiles, tiles)

    private TileDistances(int tiles, short[] table) {
        this.tiles = tiles;
        this.table = table;
    }

    /**
     * @param table cost of a word from a tile to another, 0 to 32,767, symmetric, 0 from a tile to itself; negative where there is no way
     * @throws UserError if it is not that, or if there is no way between two tiles
     */
    public static TileDistances of(int[][] table) {
        int tiles = table.length;
        if (tiles < 1 || tiles > MOST_TILES) {
            throw new UserError(
                    "there are distances of " + tiles + " tiles; perhaps you should give 1 to " + MOST_TILES);
        }
        short[] flat = new short[tiles * tiles];
        for (int from = 0; from < tiles; from++) {
            if (table[from].length != tiles) {
                throw new UserError("tile " + from + " has " + table[from].length + " distances for " + tiles
                        + " tiles; perhaps you should give a square table");
            }
            for (int to = 0; to < tiles; to++) {
                int cost = table[from][to];
                if (cost < 0) {
                    throw new UserError("there is no way from tile " + from + " to tile " + to
                            + "; perhaps you should leave out the tiles that cannot be reached");
                }
                if (cost > Short.MAX_VALUE
                        || table[to].length != tiles
                        || cost != table[to][from]
                        || (from == to && cost > 0)) {
                    throw new UserError(
                            "the distance from tile " + from + " to tile " + to + " is " + cost
                                    + "; perhaps you should give the same number of 0 to 32767 both ways, and 0 from a tile to itself");
                }
                flat[from * tiles + to] = (short) cost;
            }
        }
        return new TileDistances(tiles, flat);
    }

    public int tiles() {
        return tiles;
    }

    /** Cost of a word from one tile to another. */
    public int between(int from, int to) {
        return table[from * tiles + to];
    }

    /** The rows after each other; not to be changed. */
    short[] table() {
        return table;
    }
}
