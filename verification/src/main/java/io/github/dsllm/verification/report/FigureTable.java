package io.github.dsllm.verification.report;

import io.github.dsllm.verification.goal.GoalResult;
import java.util.List;

/** All figures of a goal as a table. */
final class FigureTable {
    private FigureTable() {}

    static String of(GoalResult result) {
        List<List<String>> rows = result.figures().entrySet().stream()
                .map(entry -> List.of(
                        "<code>" + Html.escape(entry.getKey()) + "</code>",
                        Html.number(entry.getValue().value())
                                + (entry.getValue().unit().equals("1")
                                        ? ""
                                        : " " + Html.escape(entry.getValue().unit()))))
                .toList();
        return Html.table(List.of("figure", "value"), rows);
    }
}
