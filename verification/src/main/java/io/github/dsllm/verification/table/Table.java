package io.github.dsllm.verification.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Rows of cells under one heading each.
 *
 * @param name for file names
 * @param title for people
 * @param columns headings, with unit
 * @param rows cells, as many as columns; numbers as plain text
 * @param notes sentences below
 */
public record Table(String name, String title, List<String> columns, List<List<String>> rows, List<String> notes) {

    private static final int DIGITS = 4;

    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        notes = List.copyOf(notes);
        int width = columns.size();
        if (rows.stream().anyMatch(row -> row.size() != width)) {
            throw new IllegalArgumentException("a row of " + name + " has not " + width + " cells");
        }
    }

    /** A number with four digits that matter; powers of ten where it is very large or small. */
    public static String number(double value) {
        double magnitude = Math.abs(value);
        if (value == Math.rint(value) && magnitude < 1e7) {
            return Long.toString((long) value);
        }
        if (magnitude >= 1e5 || magnitude < 1e-3) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        int decimals = Math.max(0, DIGITS - 1 - (int) Math.floor(Math.log10(magnitude)));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** A ratio less one, in per cent with its sign. */
    public static String off(double value, double reference) {
        return String.format(Locale.ROOT, "%+.1f %%", 100 * (value / reference - 1));
    }

    /** Columns of equal width between spaces. */
    public String text() {
        int[] widths = new int[columns.size()];
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns);
        lines.addAll(rows);
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder(title).append('\n');
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder(" ");
            for (int i = 0; i < widths.length; i++) {
                padded.append(' ')
                        .append(line.get(i))
                        .append(" ".repeat(widths[i] - line.get(i).length()))
                        .append(' ');
            }
            text.append(padded.toString().stripTrailing()).append('\n');
            if (line == columns) {
                text.append("  ")
                        .append("-".repeat(Arrays.stream(widths).sum() + 2 * widths.length - 2))
                        .append('\n');
            }
        }
        notes.forEach(note -> text.append("  ").append(note).append('\n'));
        return text.toString();
    }

    /** Comma-separated values (RFC 4180), headings first; notes are left out. */
    public String csv() {
        StringBuilder csv = new StringBuilder(line(columns));
        rows.forEach(row -> csv.append(line(row)));
        return csv.toString();
    }

    private static String line(List<String> cells) {
        return String.join(",", cells.stream().map(Table::quoted).toList()) + "\n";
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
