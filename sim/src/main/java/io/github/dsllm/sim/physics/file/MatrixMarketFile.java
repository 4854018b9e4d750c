package io.github.dsllm.sim.physics.file;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.physics.Couplings;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Matrix Market exchange format (Boisvert, Pozo and Remington, NISTIR 5935): {@code coordinate} or {@code array}, {@code real} or {@code integer},
 * {@code general}, {@code symmetric} or {@code skew-symmetric}.
 */
final class MatrixMarketFile {
    private final TextLines lines;
    private boolean coordinate;
    private String symmetry = "general";

    private MatrixMarketFile(TextLines lines) {
        this.lines = lines;
    }

    /** @throws UserError for everything that is not a square matrix of finite numbers within the limits */
    static Couplings read(Path file) {
        try (TextLines lines = new TextLines(file)) {
            return new MatrixMarketFile(lines).read();
        }
    }

    private Couplings read() {
        header();
        String[] sizes = words(next("the sizes"));
        if (sizes.length != (coordinate ? 3 : 2)) {
            throw lines.error(
                    "should have " + (coordinate ? "rows, columns and entries" : "rows and columns"),
                    "a line is missing");
        }
        int rows = lines.whole(sizes[0], "number of rows", 1, Limits.NODES);
        int columns = lines.whole(sizes[1], "number of columns", 1, Limits.NODES);
        if (rows != columns) {
            throw lines.error(
                    "says " + rows + " rows and " + columns + " columns, but J must be square", "it is another matrix");
        }
        return coordinate ? coordinates(rows, sizes[2]) : array(rows);
    }

    private void header() {
        String[] header = words(String.valueOf(lines.next()).toLowerCase(Locale.ROOT));
        if (header.length != 5 || !header[0].equals("%%matrixmarket") || !header[1].equals("matrix")) {
            throw lines.error("is not \"%%MatrixMarket matrix …\"", "it is another file");
        }
        coordinate = header[2].equals("coordinate");
        symmetry = header[4];
        boolean known = (coordinate || header[2].equals("array"))
                && (header[3].equals("real") || header[3].equals("integer"))
                && (symmetry.equals("general") || symmetry.equals("symmetric") || symmetry.equals("skew-symmetric"));
        if (!known) {
            throw lines.error(
                    "says " + header[2] + " " + header[3] + " " + header[4] + ", which is not read",
                    "you should write it as coordinate real general");
        }
    }

    private Couplings coordinates(int nodes, String entries) {
        int count =
                lines.whole(entries, "number of entries", 0, Limits.COUPLINGS / (symmetry.equals("general") ? 1 : 2));
        Triplets triplets = new Triplets(Math.min(count, 1 << 16));
        for (int k = 0; k < count; k++) {
            String[] entry = words(next("entry " + (k + 1) + " of " + count));
            if (entry.length != 3) {
                throw lines.error("should have row, column and value", "a word is missing");
            }
            add(
                    triplets,
                    lines.whole(entry[0], "row", 1, nodes) - 1,
                    lines.whole(entry[1], "column", 1, nodes) - 1,
                    lines.number(entry[2]));
        }
        if (nextOrNull() != null) {
            throw lines.error("comes after the last of " + count + " entries", "the number of entries is wrong");
        }
        return triplets.couplings(nodes);
    }

    private Couplings array(int nodes) {
        if ((long) nodes * nodes > Limits.COUPLINGS) {
            throw lines.error(
                    "says " + nodes + " rows, more entries than the " + Limits.COUPLINGS + " that are read",
                    "you should write it as coordinate");
        }
        Triplets triplets = new Triplets(nodes);
        for (int column = 0; column < nodes; column++) {
            int first = symmetry.equals("general") ? 0 : symmetry.equals("symmetric") ? column : column + 1;
            for (int row = first; row < nodes; row++) {
                add(triplets, row, column, lines.number(next("row " + (row + 1) + " of column " + (column + 1))));
            }
        }
        if (nextOrNull() != null) {
            throw lines.error("comes after the last entry", "the sizes are wrong");
        }
        return triplets.couplings(nodes);
    }

    private void add(Triplets triplets, int row, int column, double value) {
        triplets.add(row, column, value);
        if (!symmetry.equals("general") && row != column) {
            triplets.add(column, row, symmetry.equals("symmetric") ? value : -value);
        }
    }

    private String next(String what) {
        String line = nextOrNull();
        if (line == null) {
            throw lines.error("is missing: " + what, "the file is cut off");
        }
        return line;
    }

    /** The next line that is neither comment nor empty. */
    private @Nullable String nextOrNull() {
        String line = lines.next();
        while (line != null && (line.isBlank() || line.startsWith("%"))) {
            line = lines.next();
        }
        return line;
    }

    private static String[] words(String line) {
        return line.strip().split("\\s+");
    }
}
