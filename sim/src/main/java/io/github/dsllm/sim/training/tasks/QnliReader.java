package io.github.dsllm.sim.training.tasks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** QNLI: whether a sentence answers a question (GLUE, after SQuAD). */
public final class QnliReader implements TaskReader {
    private static final TableTask TASK = new TableTask(
            "qnli",
            List.of("entailment", "not_entailment"),
            List.of("train.tsv"),
            List.of("dev.tsv"),
            new TableLayout(
                    List.of("index", "question", "sentence", "label"),
                    List.of("question"),
                    List.of("sentence"),
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
