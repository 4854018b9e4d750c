package io.github.dsllm.codegen.place;

import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tiles in rows and columns with links between neighbours; some tiles may be absent, and the mesh may consist of several chips, side by side, with slower links
 * between them.
 *
 * @param width tiles in a row, at least 1
 * @param height tiles in a column, at least 1
 * @param absent tiles that are not there or not to be used
 * @param chipWidth tiles in a row of one chip
 * @param chipHeight tiles in a column of one chip
 * @param crossing what a hop from chip to chip costs, a hop within a chip being 1; 1 to 1,000
 */
public record Mesh(int width, int height, Set<Tile> absent, int chipWidth, int chipHeight, int crossing) {
    private static final int MOST_CROSSING = 1000;

    /**
     * A place of the mesh.
     *
     * @param x column, from 0
     * @param y row, from 0
     */
    public record Tile(int x, int y) {
        @Override
        public String toString() {
            return "[" + x + ", " + y + "]";
        }
    }

    /** @throws UserError naming all that is wrong */
    public Mesh {
        List<String> problems = new ArrayList<>();
        if (width < 1 || height < 1 || (long) width * height > TileDistances.MOST_TILES) {
            problems.add("a mesh of " + width + " x " + height + " tiles cannot be; perhaps you should give 1 to "
                    + TileDistances.MOST_TILES + " tiles");
        }
        if (chipWidth < 1 || chipHeight < 1) {
            problems.add("a chip of " + chipWidth + " x " + chipHeight
                    + " tiles cannot be; perhaps you should give at least 1 x 1");
        }
        if (crossing < 1 || crossing > MOST_CROSSING) {
            problems.add("a hop between chips costs " + crossing + "; perhaps you should give 1 to " + MOST_CROSSING);
        }
        for (Tile tile : absent) {
            if (tile.x() < 0 || tile.x() >= width || tile.y() < 0 || tile.y() >= height) {
                problems.add("the absent tile " + tile + " is not in the mesh of " + width + " x " + height
                        + "; perhaps you should count columns and rows from 0");
            }
        }
        if (!problems.isEmpty()) {
            throw new UserError(String.join("; ", problems));
        }
        absent = Collections.unmodifiableSet(new LinkedHashSet<>(absent));
    }

    /** One chip with all its tiles. */
    public static Mesh of(int width, int height) {
        return new Mesh(width, height, Set.of(), width, height, 1);
    }

    /** The same without some tiles. */
    public Mesh without(Tile... tiles) {
        Set<Tile> more = new LinkedHashSet<>(absent);
        more.addAll(Arrays.asList(tiles));
        return new Mesh(width, height, more, chipWidth, chipHeight, crossing);
    }

    /** How many chips there are. */
    public int chips() {
        return chipsInARow() * ((height + chipHeight - 1) / chipHeight);
    }

    /** The place of a tile's chip if chips are counted row by row, every second row backwards. */
    public int chip(Tile tile) {
        int row = tile.y() / chipHeight;
        int column = tile.x() / chipWidth;
        return row * chipsInARow() + (row % 2 == 0 ? column : chipsInARow() - 1 - column);
    }

    /** The same mesh without the tiles of all chips but the first ones, counted as by {@link #chip}. */
    public Mesh firstChips(int count) {
        return without(tiles().stream().filter(tile -> chip(tile) >= count).toArray(Tile[]::new));
    }

    private int chipsInARow() {
        return (width + chipWidth - 1) / chipWidth;
    }

    /** The tiles that are there, row by row; their place in this list is their number. */
    public List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                Tile tile = new Tile(x, y);
                if (!absent.contains(tile)) {
                    tiles.add(tile);
                }
            }
        }
        return tiles;
    }

    /**
     * The cheapest way between any two tiles, through tiles that are there (as by E. Dijkstra, 1959); O(tiles^2).
     *
     * @throws UserError if there is no tile, or if the mesh falls apart
     */
    public TileDistances distances() {
        List<Tile> tiles = presentTiles();
        int[] number = new int[width * height];
        Arrays.fill(number, -1);
        for (int tile = 0; tile < tiles.size(); tile++) {
            number[tiles.get(tile).y() * width + tiles.get(tile).x()] = tile;
        }
        int[][] table = new int[tiles.size()][];
        for (int tile = 0; tile < table.length; tile++) {
            table[tile] = from(tiles, tile, number);
            if (tile == 0) {
                refuseUnreached(tiles, table[0]);
            }
        }
        return TileDistances.of(table);
    }

    /**
     * What a word costs along its row and then its column, where the routers of absent tiles pass it on, as those of the core do; O(tiles^2). Nothing
     * falls apart then.
     *
     * @throws UserError if there is no tile
     */
    public TileDistances distancesThroughAbsentTiles() {
        List<Tile> tiles = presentTiles();
        int[][] table = new int[tiles.size()][tiles.size()];
        for (int from = 0; from < table.length; from++) {
            for (int to = 0; to < table.length; to++) {
                table[from][to] = straight(tiles.get(from), tiles.get(to));
            }
        }
        return TileDistances.of(table);
    }

    /** Numbers of the absent tiles, ascending. */
    public List<Integer> absentTiles() {
        return absent.stream().map(tile -> tile.y() * width + tile.x()).sorted().toList();
    }

    /** The place of a tile by its number, row · width + column. */
    public Tile tile(int number) {
        return new Tile(number % width, number / width);
    }

    /** Hops from tile to tile along the row and the column, those between chips at their cost. */
    public int straight(Tile from, Tile to) {
        return Math.abs(from.x() - to.x()) + Math.abs(from.y() - to.y()) + detour(from, to);
    }

    /** What the ways between two tiles cost more because they lead from chip to chip. */
    public int detour(Tile from, Tile to) {
        int borders = Math.abs(from.x() / chipWidth - to.x() / chipWidth)
                + Math.abs(from.y() / chipHeight - to.y() / chipHeight);
        return borders * (crossing - 1);
    }

    private List<Tile> presentTiles() {
        List<Tile> tiles = tiles();
        if (tiles.isEmpty()) {
            throw new UserError(
                    "all " + width * height + " tiles of the mesh are absent; perhaps you should leave some");
        }
        return tiles;
    }

    private void refuseUnreached(List<Tile> tiles, int[] costs) {
        List<Tile> unreached = new ArrayList<>();
        for (int tile = 0; tile < costs.length; tile++) {
            if (costs[tile] < 0) {
                unreached.add(tiles.get(tile));
            }
        }
        if (!unreached.isEmpty()) {
            throw new UserError("the mesh falls apart: from tile " + tiles.get(0) + " there is no way to "
                    + unreached.size() + " tiles, the first of them " + unreached.get(0)
                    + "; perhaps you should disable those, too, or fewer tiles around them");
        }
    }

    /** Costs from one tile; two queues, of cheap and of dear hops, are each in order of cost, so that no heap is needed. */
    private int[] from(List<Tile> tiles, int start, int[] number) {
        int[] costs = new int[tiles.size()];
        Arrays.fill(costs, -1);
        int[][] tile = new int[2][4 * costs.length + 1];
        int[][] cost = new int[2][4 * costs.length + 1];
        int[] head = new int[2];
        int[] tail = {1, 0};
        tile[0][0] = start;
        while (head[0] < tail[0] || head[1] < tail[1]) {
            int queue = head[1] == tail[1] || (head[0] < tail[0] && cost[0][head[0]] <= cost[1][head[1]]) ? 0 : 1;
            int reached = tile[queue][head[queue]];
            int paid = cost[queue][head[queue]++];
            if (costs[reached] >= 0) {
                continue;
            }
            costs[reached] = paid;
            int x = tiles.get(reached).x();
            int y = tiles.get(reached).y();
            for (int side = 0; side < 4; side++) {
                int toX = x + (side == 0 ? 1 : side == 1 ? -1 : 0);
                int toY = y + (side == 2 ? 1 : side == 3 ? -1 : 0);
                if (toX >= 0 && toX < width && toY >= 0 && toY < height && number[toY * width + toX] >= 0) {
                    int dear = x / chipWidth != toX / chipWidth || y / chipHeight != toY / chipHeight ? 1 : 0;
                    tile[dear][tail[dear]] = number[toY * width + toX];
                    cost[dear][tail[dear]++] = paid + (dear == 1 ? crossing : 1);
                }
            }
        }
        return costs;
    }
}
