package io.github.dsllm.sim.training.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.dsllm.codegen.model.JsonFile;
import io.github.dsllm.sim.training.Snapshots;
import io.github.dsllm.sim.training.TrainSettings;
import io.github.dsllm.sim.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Language modelling on a text file, or a task of classification: all that a training in a JVM of its own must know.
 *
 * @param task name of the task, as {@link io.github.dsllm.sim.training.tasks.TaskReader} knows it; null for language modelling
 * @param data a text file, whose stories are those of {@link io.github.dsllm.codegen.text.Stories}, or the folder of the task
 * @param held numbers of stories that are not trained on but validated with, as {@link io.github.dsllm.sim.training.data.StoryNumbers} reads them
 * @param model a pretrained model to go on from, with its tokenizer beside it, or a {@code config.json} without weights to begin with random ones; null for a new one of {@code sizes}
 * @param teacher a model whose probabilities are trained towards, with the same tokenizer; null for the text itself
 * @param sizes of a new model; not used with {@code model}
 * @param length tokens of a text in a batch
 * @param batch texts of a batch
 * @param seed of first weights and batches
 * @param settings trainer, optimiser, schedule
 * @param pace of validations and checkpoints
 * @param threads that compute; of no influence on the result
 * @param until step after which to pause
 * @param folder of the checkpoint, which is a model in Hugging Face layout
 * @param snapshots folder for the weights at the beginning and at every validation; null for none
 */
public record TrainingJob(
        @Nullable String task,
        Path data,
        String held,
        @Nullable Path model,
        @Nullable Path teacher,
        ModelSizes sizes,
        int length,
        int batch,
        long seed,
        TrainSettings settings,
        TrainingRun.Pace pace,
        int threads,
        long until,
        Path folder,
        @Nullable Path snapshots) {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final long LIMIT = 1 << 20;

    /** Where weights are kept; null for nowhere. */
    @Nullable
    Snapshots snapshotsOrNone() {
        return snapshots == null ? null : new Snapshots(snapshots);
    }

    /** Writes it for {@link TrainingProcess}. */
    public void write(Path file) throws IOException {
        Files.writeString(file, MAPPER.writeValueAsString(this) + "\n");
    }

    static TrainingJob read(Path file) throws IOException {
        return MAPPER.treeToValue(JsonFile.readObject(file, LIMIT), TrainingJob.class);
    }
}
