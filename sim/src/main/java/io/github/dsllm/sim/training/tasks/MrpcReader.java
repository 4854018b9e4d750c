package io.github.dsllm.sim.training.tasks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** MRPC: whether two sentences of the news say the same (Dolan and Brockett, IWP 2005), in the original files. */
public final class MrpcReader implements TaskReader {
    private static final TableTask TASK = new TableTask(
            "mrpc",
            List.of("different", "paraphrase"),
            List.of("msr_paraphrase_train.txt"),
            List.of("msr_paraphrase_test.txt"),
            new TableLayout(
                    List.of("Quality", "#1 ID", "#2 ID", "#1 String", "#2 String"),
                    List.of("#1 String"),
                    List.of("#2 String"),
                    List.of("Quality"),
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
