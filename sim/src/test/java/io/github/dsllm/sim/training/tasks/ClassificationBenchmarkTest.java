package io.github.dsllm.sim.training.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import io.github.dsllm.sim.training.Initialisation;
import io.github.dsllm.sim.training.TrainSettings;
import io.github.dsllm.sim.training.Trainer;
import io.github.dsllm.sim.training.TrainerKind;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.optimise.Schedule;
import io.github.dsllm.sim.training.pass.Parameters;
import io.github.dsllm.sim.training.tokens.TokenizerSettings;
import io.github.dsllm.sim.training.tokens.TokenizerTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Accuracy of the three trainers on the five tasks of the paper: the same small model from scratch, the same batches, a tokenizer of the task's own training texts.
 * Appends to target/benchmark/classification.csv: task, trainer, seed, share of the majority class, accuracy, loss, seconds.
 */
@Tag("benchmark")
@Tag("reference")
class ClassificationBenchmarkTest {
    private static final int VOCABULARY = 2048;
    private static final int BATCH = 32;
    private static final int END_OF_TEXT = 2;
    private static final long SPLIT_SEED = 1;
    private static final long SEEDS = 3;
    private static final Path RESULTS = Path.of("target", "benchmark", "classification.csv");

    /**
     * A row of the table.
     *
     * @param examples most training examples, the first of the file
     * @param length most tokens of an example
     */
    private record Row(String task, int examples, int epochs, int length) {}

    private static final List<Row> ROWS = List.of(
            new Row("sst2", 12_000, 1, 32),
            new Row("qqp", 12_000, 1, 48),
            new Row("mrpc", 12_000, 1, 64),
            new Row("rte", 12_000, 1, 64),
            new Row("qnli", 12_000, 1, 64));

    static Stream<Arguments> runs() {
        return LongStream.rangeClosed(1, SEEDS)
                .boxed()
                .flatMap(seed -> ROWS.stream().map(row -> Arguments.of(row, seed)));
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("runs")
    void measuresTheThreeTrainers(Row row, long seed) throws IOException {
        TaskData task = task(row);
        LabelledBatches batches =
                new LabelledBatches(task, new Packing(tokenizer(task), END_OF_TEXT, row.length()), BATCH, seed);
        Files.createDirectories(RESULTS.getParent());
        for (TrainerKind kind : TrainerKind.values()) {
            long start = System.nanoTime();
            Trainer.Validation result = result(row, task, batches, kind, seed);
            String line = String.format(
                    Locale.ROOT,
                    "%s,%s,%d,%.4f,%.4f,%.4f,%.0f%n",
                    row.task(),
                    kind.label(),
                    seed,
                    task.majority(),
                    result.accuracy(),
                    result.loss(),
                    (System.nanoTime() - start) / 1e9);
            Files.writeString(RESULTS, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            assertThat(result.loss()).as(line).isFinite();
        }
    }

    private static Trainer.Validation result(
            Row row, TaskData task, LabelledBatches batches, TrainerKind kind, long seed) {
        Parameters model = Initialisation.of(shape(row.length()), Precision.FLOAT32, seed);
        Parameters weights = Initialisation.classifier(model, task.classes().size(), seed);
        long steps = batches.steps(row.epochs());
        Schedule schedule = new Schedule(Schedule.Course.COSINE, 3e-3, steps / 20, steps, 0.05);
        TrainSettings settings =
                new TrainSettings(kind, Exponential.CUBIC, 32, TrainSettings.OptimiserKind.ADAMW, schedule, 0.1, 1);
        return new FineTuning(task, batches, settings).run(weights, 1, step -> {});
    }

    private static TaskData task(Row row) {
        TaskData all = TaskReader.named(row.task()).read(Shared.file("datasets/glue-" + row.task()), SPLIT_SEED);
        return new TaskData(
                all.name(),
                all.classes(),
                all.training().stream().limit(row.examples()).toList(),
                all.validation(),
                all.unlabelled(),
                all.split());
    }

    private Tokenizer tokenizer(TaskData task) throws IOException {
        List<String> texts = task.training().stream()
                .flatMap(example -> Stream.of(example.first(), example.second()))
                .toList();
        String json =
                TokenizerTraining.of(texts, TokenizerSettings.of(VOCABULARY)).json();
        return TokenizerLoader.read(Files.writeString(folder.resolve("tokenizer.json"), json));
    }

    /** 77,856 parameters with two classes. */
    private static ModelShape shape(int length) {
        return new ModelShape(
                32, 84, 1, 4, 4, 8, VOCABULARY, length, 1e-5, 10000, true, "silu", 1, List.of(END_OF_TEXT));
    }
}
