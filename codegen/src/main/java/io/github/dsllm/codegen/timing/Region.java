package io.github.dsllm.codegen.timing;

/** The tiles to which a group goes, all but the sender. */
record Region(int firstRow, int lastRow, int firstColumn, int lastColumn) {
    boolean hasRow(int row) {
        return firstRow <= row && row <= lastRow;
    }

    boolean hasColumn(int column) {
        return firstColumn <= column && column <= lastColumn;
    }
}
