package io.github.dsllm.sim.training.job;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.sim.training.Initialisation;
import io.github.dsllm.sim.training.TrainingRecord;
import io.github.dsllm.sim.training.TrainingRun;
import io.github.dsllm.sim.training.data.Batches;
import io.github.dsllm.sim.training.pass.Parameters;
import io.github.dsllm.sim.training.tasks.LabelledBatches;
import io.github.dsllm.sim.training.tasks.Packing;
import io.github.dsllm.sim.training.tasks.TaskData;
import io.github.dsllm.sim.training.tasks.TaskReader;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Does a {@link TrainingJob} with a task: labelled examples to sequences, to a trained classifier. Tokens are learned of the texts that are trained on. */
final class ClassifierTraining {
    /** Of the split of tasks with one labelled file, so that all seeds of a training are measured on the same examples. */
    private static final long SPLIT_SEED = 1;

    private final TrainingJob job;
    private final TaskData task;
    private final FirstModel first;
    private final LabelledBatches batches;

    /** @throws UserError for what cannot be used */
    ClassifierTraining(TrainingJob job) throws IOException {
        this.job = job;
        if (!job.held().isBlank() || job.teacher() != null) {
            throw new UserError(
                    "a task has examples of its own to measure on, and labels for a teacher; perhaps you should leave out "
                            + (job.teacher() == null ? "dsllm.train.held" : "dsllm.train.teacher"));
        }
        task = TaskReader.named(Objects.requireNonNull(job.task())).read(job.data(), SPLIT_SEED);
        first = FirstModel.of(
                job,
                task.training().stream()
                        .flatMap(example -> Stream.of(example.first(), example.second()))
                        .filter(text -> !text.isEmpty())
                        .toList());
        ModelShape shape = first.weights().shape();
        if (shape.eosTokens().isEmpty()) {
            throw new UserError(
                    "the model has no token that ends a text, where a classifier is read; perhaps you should take another model");
        }
        Packing packing = new Packing(first.tokenizer(), shape.eosTokens().get(0), job.length());
        batches = new LabelledBatches(task, packing, job.batch(), job.seed());
    }

    TaskData task() {
        return task;
    }

    Batches batches() {
        return batches;
    }

    /** Trains to the end of the job, from its checkpoint if there is one; see {@link TrainingRun#run}. */
    List<TrainingRecord.Point> run(TrainingRun.Listener listener) {
        Parameters weights =
                Initialisation.classifier(first.weights(), task.classes().size(), job.seed());
        return new TrainingRun(
                        job.settings(),
                        batches,
                        job.seed(),
                        job.pace(),
                        job.folder(),
                        first.tokenizerJson(),
                        task.classes())
                .recording(job.snapshotsOrNone())
                .run(weights, job.threads(), job.until(), listener);
    }
}
