package io.github.dsllm.sim.physics.file;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.physics.Couplings;
import java.nio.file.Path;
import java.util.Arrays;

/** Numbers between commas or semicolons, one row a line; lines that are empty or begin with # are left out. */
final class CsvFile {
    private CsvFile() {}

    /** J, a line per row; its first line says how many columns there are. */
    static Couplings matrix(Path file) {
        try (TextLines lines = new TextLines(file)) {
            Couplings.Builder builder = null;
            int nodes = 0;
            int row = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] cells = line.split("[,;]", -1);
                if (builder == null) {
                    nodes = checked(lines, cells.length);
                    builder = new Couplings.Builder(nodes);
                }
                if (cells.length != nodes || row == nodes) {
                    throw lines.error(
                            row == nodes
                                    ? "is row " + (row + 1) + " of " + nodes
                                    : "has " + cells.length + " couplings, not " + nodes + " as the first row",
                            "J is not square, or a separator is missing");
                }
                for (int column = 0; column < nodes; column++) {
                    builder.add(row, column, lines.number(cells[column]));
                }
                row++;
            }
            if (builder == null || row < nodes) {
                throw lines.error(
                        "ends a matrix of " + row + " rows and " + nodes + " columns, but J must be square",
                        "rows are missing");
            }
            return builder.build();
        }
    }

    private static int checked(TextLines lines, int columns) {
        if (columns > Limits.NODES || (long) columns * columns > Limits.COUPLINGS) {
            throw lines.error(
                    "has " + columns + " couplings; CSV is read up to " + (int) Math.sqrt(Limits.COUPLINGS)
                            + " columns",
                    "you should write J as Matrix Market, coordinate");
        }
        return columns;
    }

    /** A vector, its numbers on one line or on many. */
    static double[] vector(Path file, int nodes) {
        double[] vector = new double[nodes];
        int count = 0;
        try (TextLines lines = new TextLines(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                for (String cell : line.split("[,;]", -1)) {
                    if (count == nodes) {
                        throw lines.error(
                                "has more numbers than the " + nodes + " rows of J", "it belongs to another system");
                    }
                    vector[count++] = lines.number(cell);
                }
            }
        }
        if (count < nodes) {
            throw new UserError(file + " has " + count + " numbers, but J has " + nodes
                    + " rows; perhaps it belongs to another system.");
        }
        return Arrays.copyOf(vector, count);
    }
}
