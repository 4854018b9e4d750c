package io.github.dsllm.verification.report;

import io.github.dsllm.verification.goal.GoalResult;
import java.nio.file.Path;
import java.util.Optional;

/** Losses and accuracies of the trainers over one another, the ways of their weights, with the figures of the {@code train} goal. */
public final class TrainSection implements ReportSection {
    private static final int ORDER = 70;

    @Override
    public String title() {
        return "Training";
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        return context.result("train")
                .map(result -> html(result, context.layout().root().resolve("train")));
    }

    private static String html(GoalResult result, Path folder) {
        return "<p>" + Html.escape(result.model()) + "</p>" + FigureTable.of(result)
                + Pictures.of(folder.resolve("loss.svg"), true)
                + Pictures.of(folder.resolve("validation.svg"), true)
                + Pictures.of(folder.resolve("accuracy.svg"), true)
                + Pictures.of(folder.resolve("trajectories.svg"), false)
                + Pictures.of(folder.resolve("cosines-ds.svg"), false)
                + Pictures.of(folder.resolve("cosines-ds-ecl.svg"), false);
    }
}
