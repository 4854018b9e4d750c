package io.github.dsllm.sim.training.tasks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** SST-2: whether a sentence of a film review is positive (Socher et al., EMNLP 2013; GLUE). */
public final class Sst2Reader implements TaskReader {
    private static final TableTask TASK = new TableTask(
            "sst2",
            List.of("negative", "positive"),
            List.of("train.tsv"),
            List.of("dev.tsv"),
            new TableLayout(
                    List.of("sentence", "label"),
                    List.of("sentence", "text"),
                    List.of(),
                    List.of("label"),
                    Map.of("0", 0, "1", 1),
                    false));

    @Override
    public String name() {
        return TASK.name();
    }

    @Override
    public TaskData read(Path folder, long seed) {
        return TASK.read(folder, seed);
    }
}
