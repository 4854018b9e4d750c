package io.github.dsllm.sim.training.tasks;

import java.util.List;
import java.util.Map;

/**
 * How a task is written in lines with tabs.
 *
 * @param columns names of the columns in files without a header
 * @param first names that the column of the first text may have
 * @param second the same for the second text; empty for tasks of single texts
 * @param label the same for the label
 * @param labels number of the class by what is written
 * @param quoted whether a field may be in double quotes, with quotes doubled inside
 */
record TableLayout(
        List<String> columns,
        List<String> first,
        List<String> second,
        List<String> label,
        Map<String, Integer> labels,
        boolean quoted) {

    TableLayout {
        columns = List.copyOf(columns);
        first = List.copyOf(first);
        second = List.copyOf(second);
        label = List.copyOf(label);
        labels = Map.copyOf(labels);
    }

    boolean pairs() {
        return !second.isEmpty();
    }
}
