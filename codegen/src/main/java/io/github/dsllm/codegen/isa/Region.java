package io.github.dsllm.codegen.isa;

import java.util.ArrayList;
import java.util.List;

/**
 * The rectangle of tiles to which SEND gives a group; bounds belong to it. It stands in the address of the instruction, eight bits per bound (docs/isa.md §2).
 *
 * @param firstRow smallest row
 * @param lastRow largest row
 * @param firstColumn smallest column
 * @param lastColumn largest column
 */
public record Region(int firstRow, int lastRow, int firstColumn, int lastColumn) {
    private static final int BITS = 8;
    private static final int LARGEST_SIDE = 1 << BITS;

    /** @throws IllegalArgumentException if the bounds are not ordered or need more than eight bits */
    public Region {
        require("rows", firstRow, lastRow);
        require("columns", firstColumn, lastColumn);
    }

    /** The rectangle of one tile of a mesh with that many columns. */
    public static Region ofTile(int tile, int columns) {
        return new Region(tile / columns, tile / columns, tile % columns, tile % columns);
    }

    public static Region ofAddress(long address) {
        return new Region(bound(address, 3), bound(address, 2), bound(address, 1), bound(address, 0));
    }

    /** The 32 address bits of SEND. */
    public long address() {
        return (long) firstRow << 3 * BITS | lastRow << 2 * BITS | firstColumn << BITS | lastColumn;
    }

    public boolean hasRow(int row) {
        return firstRow <= row && row <= lastRow;
    }

    public boolean hasColumn(int column) {
        return firstColumn <= column && column <= lastColumn;
    }

    /** Its tiles in ascending order, without the sender, to which nothing is delivered. */
    public List<Integer> receivers(int sender, int columns) {
        List<Integer> tiles = new ArrayList<>();
        for (int row = firstRow; row <= lastRow; row++) {
            for (int column = firstColumn; column <= lastColumn; column++) {
                if (row * columns + column != sender) {
                    tiles.add(row * columns + column);
                }
            }
        }
        return tiles;
    }

    @Override
    public String toString() {
        return "rows " + firstRow + "–" + lastRow + " columns " + firstColumn + "–" + lastColumn;
    }

    private static int bound(long address, int index) {
        return (int) (address >> index * BITS) & (LARGEST_SIDE - 1);
    }

    private static void require(String name, int first, int last) {
        if (first < 0 || first > last || last >= LARGEST_SIDE) {
            throw new IllegalArgumentException(
                    name + " " + first + " … " + last + " are no side of a rectangle of at most " + LARGEST_SIDE);
        }
    }
}
