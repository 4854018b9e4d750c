package io.github.dsllm.sim.training.tasks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** RTE: whether the second text follows from the first (Dagan et al., 2005 and later; GLUE). */
public final class RteReader implements TaskReader {
    private static final TableTask TASK = new TableTask(
            "rte",
            List.of("entailment", "not_entailment"),
            List.of("train.tsv"),
            List.of("dev.tsv", "val.tsv"),
            new TableLayout(
                    List.of("index", "sentence1", "sentence2", "label"),
                    List.of("sentence1"),
                    List.of("sentence2"),
                    List.of("label"),
                    Map.of("entailment", 0, "not_entailment", 1),
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
