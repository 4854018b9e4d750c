package io.github.dsllm.sim.training.tasks;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.text.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Reads one file of a {@link TableLayout}, line by line. The first line is a header if it names the column of the first text. A line whose label is missing, empty or
 * −1 is an example without a label.
 */
final class TableFile {
    private static final int LIMIT = 256 << 20;
    private static final int SHOWN = 10;
    private static final String NO_LABEL = "-1";

    private final Path file;
    private final TableLayout layout;
    private final List<String> problems = new ArrayList<>();
    private final List<Example> examples = new ArrayList<>();
    private List<String> columns;

    private TableFile(Path file, TableLayout layout) {
        this.file = file;
        this.layout = layout;
        this.columns = layout.columns();
    }

    /**
     * All examples in their order.
     *
     * @throws UserError naming file and line of what cannot be read
     */
    static List<Example> read(Path file, TableLayout layout) {
        TableFile table = new TableFile(file, layout);
        table.read(TextFile.read(file, LIMIT));
        return table.examples;
    }

    private void read(String text) {
        String[] lines = text.split("\n");
        boolean header = layout.first().stream().anyMatch(fields(lines[0])::contains);
        if (header) {
            columns = fields(lines[0]);
            requireColumns();
        }
        for (int i = header ? 1 : 0; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                readLine(i + 1, fields(lines[i]));
            }
        }
        if (!problems.isEmpty()) {
            int hidden = problems.size() - SHOWN;
            throw new UserError(file + " has " + problems.size() + " bad line" + (problems.size() == 1 ? "" : "s")
                    + ":\n  "
                    + String.join("\n  ", problems.subList(0, Math.min(SHOWN, problems.size())))
                    + (hidden > 0 ? "\n  and " + hidden + " more" : "")
                    + "\nperhaps it is the file of another task, or damaged.");
        }
    }

    private void requireColumns() {
        if (layout.pairs() && column(layout.second()) < 0) {
            throw new UserError(file + ", line 1: no column is called " + String.join(" or ", layout.second())
                    + " among " + columns + "; perhaps it is the file of another task.");
        }
    }

    private int column(List<String> names) {
        for (int i = 0; i < columns.size(); i++) {
            if (names.contains(columns.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private void readLine(int number, List<String> fields) {
        if (fields.size() != columns.size()) {
            problems.add("line " + number + ": " + fields.size() + " columns instead of " + columns.size());
            return;
        }
        int labelColumn = column(layout.label());
        String written = labelColumn < 0 ? "" : fields.get(labelColumn);
        String first = fields.get(column(layout.first()));
        String second = layout.pairs() ? fields.get(column(layout.second())) : "";
        Integer label = written.isEmpty() || written.equals(NO_LABEL)
                ? Integer.valueOf(Example.UNLABELLED)
                : layout.labels().get(written);
        if (label == null) {
            problems.add("line " + number + ": the label " + written + " is none of the " + classes());
        } else if (label != Example.UNLABELLED && (first.isEmpty() || layout.pairs() && second.isEmpty())) {
            problems.add("line " + number + ": a label without a text");
        } else {
            examples.add(new Example(first, second, label));
        }
    }

    private String classes() {
        long classes = layout.labels().values().stream().distinct().count();
        return classes + " classes ("
                + String.join(", ", new TreeSet<>(layout.labels().keySet())) + ")";
    }

    private List<String> fields(String line) {
        String whole = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        return Arrays.stream(whole.split("\t", -1)).map(this::field).toList();
    }

    private String field(String field) {
        boolean unquote = layout.quoted() && field.length() > 1 && field.startsWith("\"") && field.endsWith("\"");
        return (unquote ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field).strip();
    }
}
