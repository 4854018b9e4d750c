package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.isa.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Covers a set of tiles by disjoint rectangles, as few as three simple ways find: joining equal runs of neighbouring rows, the same by columns, and taking the
 * largest rectangle that is left time and again. Deterministic; O(rectangles · cells of the bounding rectangle). A least cover is found by a maximum independent
 * set of chords (Ohtsuki 1982; Ferrari, Sankar and Sklansky 1984); sets of readers are rectangles with a tile or two beside them, for which these ways find it.
 */
final class RegionCover {
    private RegionCover() {}

    /**
     * Rectangles that hold each tile once and no other tile, except that they may hold the sender, to which nothing is delivered.
     *
     * @param tiles tiles to be covered; the sender among them is ignored
     * @param sender the tile that sends
     * @param columns columns of the mesh
     */
    static List<Region> around(int sender, SortedSet<Integer> tiles, int columns) {
        SortedSet<Integer> without = new TreeSet<>(tiles);
        without.remove(sender);
        if (without.isEmpty()) {
            return List.of();
        }
        List<Region> least = of(without, columns);
        if (least.size() > 1) {
            SortedSet<Integer> with = new TreeSet<>(without);
            with.add(sender);
            List<Region> joined = of(with, columns);
            if (joined.size() < least.size()) {
                return joined;
            }
        }
        return least;
    }

    /** Rectangles that hold exactly these tiles, in the order of their first tile. */
    static List<Region> of(SortedSet<Integer> tiles, int columns) {
        if (tiles.isEmpty()) {
            return List.of();
        }
        Cells cells = new Cells(tiles, columns);
        return Stream.of(
                        cells.runs(),
                        cells.transposed().runs().stream()
                                .map(RegionCover::transpose)
                                .toList(),
                        cells.largest())
                .min(Comparator.comparingInt(List::size))
                .orElseThrow()
                .stream()
                .sorted(Comparator.comparingInt(Region::firstRow).thenComparingInt(Region::firstColumn))
                .toList();
    }

    private static Region transpose(Region region) {
        return new Region(region.firstColumn(), region.lastColumn(), region.firstRow(), region.lastRow());
    }

    /** The set within its bounding rectangle. */
    private static final class Cells {
        private final int row;
        private final int column;
        private final boolean[][] isMember;

        Cells(SortedSet<Integer> tiles, int columns) {
            row = tiles.first() / columns;
            column = tiles.stream().mapToInt(tile -> tile % columns).min().orElse(0);
            int width = tiles.stream().mapToInt(tile -> tile % columns).max().orElse(0) - column + 1;
            isMember = new boolean[tiles.last() / columns - row + 1][width];
            tiles.forEach(tile -> isMember[tile / columns - row][tile % columns - column] = true);
        }

        private Cells(int row, int column, boolean[][] isMember) {
            this.row = row;
            this.column = column;
            this.isMember = isMember;
        }

        Cells transposed() {
            boolean[][] turned = new boolean[isMember[0].length][isMember.length];
            for (int r = 0; r < isMember.length; r++) {
                for (int c = 0; c < turned.length; c++) {
                    turned[c][r] = isMember[r][c];
                }
            }
            return new Cells(column, row, turned);
        }

        /** Longest runs of each row, joined downwards where the next row has the same run. */
        List<Region> runs() {
            List<Region> regions = new ArrayList<>();
            boolean[][] left = copy();
            for (int r = 0; r < left.length; r++) {
                for (int c = 0; c < left[r].length; c++) {
                    if (left[r][c]) {
                        int end = c;
                        while (end + 1 < left[r].length && left[r][end + 1]) {
                            end++;
                        }
                        int bottom = r;
                        while (bottom + 1 < left.length && isRun(left[bottom + 1], c, end)) {
                            bottom++;
                        }
                        regions.add(take(left, r, bottom, c, end));
                    }
                }
            }
            return regions;
        }

        /** The largest rectangle of what is left, the first one of equals, until nothing is left. */
        List<Region> largest() {
            List<Region> regions = new ArrayList<>();
            boolean[][] left = copy();
            for (int[] best = largest(left); best[4] > 0; best = largest(left)) {
                regions.add(take(left, best[0], best[1], best[2], best[3]));
            }
            return regions;
        }

        private static int[] largest(boolean[][] left) {
            int[] best = new int[5];
            int width = left[0].length;
            int[] heights = new int[width];
            for (int r = 0; r < left.length; r++) {
                for (int c = 0; c < width; c++) {
                    heights[c] = left[r][c] ? heights[c] + 1 : 0;
                }
                for (int c = 0; c < width; c++) {
                    int height = heights[c];
                    for (int end = c; end < width && heights[end] > 0; end++) {
                        height = Math.min(height, heights[end]);
                        int area = height * (end - c + 1);
                        if (area > best[4]) {
                            best = new int[] {r - height + 1, r, c, end, area};
                        }
                    }
                }
            }
            return best;
        }

        private Region take(boolean[][] left, int top, int bottom, int first, int last) {
            for (int r = top; r <= bottom; r++) {
                Arrays.fill(left[r], first, last + 1, false);
            }
            return new Region(row + top, row + bottom, column + first, column + last);
        }

        private boolean[][] copy() {
            return Arrays.stream(isMember).map(boolean[]::clone).toArray(boolean[][]::new);
        }

        private static boolean isRun(boolean[] cells, int first, int last) {
            boolean isBounded = (first == 0 || !cells[first - 1]) && (last + 1 == cells.length || !cells[last + 1]);
            for (int c = first; c <= last && isBounded; c++) {
                isBounded = cells[c];
            }
            return isBounded;
        }
    }
}
