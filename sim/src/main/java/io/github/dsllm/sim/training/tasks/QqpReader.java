package io.github.dsllm.sim.training.tasks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** QQP: whether two questions ask the same (Quora question pairs), in the files of GLUE or with quotes and decimal labels. */
public final class QqpReader implements TaskReader {
    private static final TableTask TASK = new TableTask(
            "qqp",
            List.of("different", "duplicate"),
            List.of("train.tsv"),
            List.of("dev.tsv", "quora-dev.csv"),
            new TableLayout(
                    List.of("", "id", "sentence1", "sentence2", "is_duplicate"),
                    List.of("question1", "sentence1"),
                    List.of("question2", "sentence2"),
                    List.of("is_duplicate"),
                    Map.of("0", 0, "1", 1, "0.0", 0, "1.0", 1),
                    true));

    @Override
    public String name() {
        return TASK.name();
    }

    @Override
    public TaskData read(Path folder, long seed) {
        return TASK.read(folder, seed);
    }
}
