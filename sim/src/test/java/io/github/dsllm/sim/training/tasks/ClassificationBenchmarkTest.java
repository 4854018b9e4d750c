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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Accuracy of the three trainers on the five tasks of the paper: the same small model from scratch, the same batches, a tokenizer of the task's own training texts.
 * Appends a line per run to target/benchmark/classification.csv as it goes; lines that are there are not measured again. System property dsllm.seeds: how many, 3 if not given.
 */
@Tag("benchmark")
@Tag("reference")
class ClassificationBenchmarkTest {
    private static final int VOCABULARY = 2048;
    private static final int BATCH = 32;
    private static final int END_OF_TEXT = 2;
    private static final long SPLIT_SEED = 1;
    private static final Path RESULTS = Path.of("target", "benchmark", "classification.csv");

    /**
     * A row of the table.
     *
     * @param examples most training examples, the first of the file
     * @param length most tokens of an example
     */
    private record Row(String task, int examples, int epochs, int length) {}

    private static final List<Row> ROWS = List.of(
            new Row("sst2", 20_000, 1, 48),
            new Row("qqp", 20_000, 1, 64),
            new Row("mrpc", 20_000, 2, 64),
            new Row("rte", 20_000, 2, 64),
            new Row("qnli", 20_000, 2, 64));

    /** A task and the tokenizer of its training texts. */
    private record Prepared(TaskData task, Tokenizer tokenizer) {}

    private final Map<Row, Prepared> prepared = new HashMap<>();

    @TempDir
    Path folder;

    @Test
    void measuresEveryTrainerOnEveryTask() throws IOException {
        Files.createDirectories(RESULTS.getParent());
        List<String> done = new ArrayList<>(Files.exists(RESULTS) ? Files.readAllLines(RESULTS) : List.of());
        for (long seed :
                LongStream.rangeClosed(1, Integer.getInteger("dsllm.seeds", 3)).toArray()) {
            for (Row row : ROWS) {
                for (TrainerKind kind : TrainerKind.values()) {
                    String key = row.task() + "," + kind.label() + "," + seed + ",";
                    if (done.stream().noneMatch(line -> line.startsWith(key))) {
                        done.add(key + measure(row, kind, seed));
                        Files.write(RESULTS, done);
                    }
                }
            }
        }
        assertThat(done).hasSizeGreaterThanOrEqualTo(ROWS.size() * TrainerKind.values().length);
    }

    /** Majority share, accuracy and loss on the validation examples, seconds. */
    private String measure(Row row, TrainerKind kind, long seed) throws IOException {
        Prepared known = prepared.get(row);
        TaskData task = known == null ? task(row) : known.task();
        Tokenizer tokenizer = known == null ? tokenizer(task) : known.tokenizer();
        prepared.put(row, new Prepared(task, tokenizer));
        long start = System.nanoTime();
        Packing packing = new Packing(tokenizer, END_OF_TEXT, row.length());
        LabelledBatches batches = new LabelledBatches(task, packing, BATCH, seed);
        Parameters weights = Initialisation.classifier(
                Initialisation.of(shape(row.length()), Precision.FLOAT32, seed),
                task.classes().size(),
                seed);
        long steps = batches.steps(row.epochs());
        Schedule schedule = new Schedule(Schedule.Course.COSINE, 3e-3, steps / 20, steps, 0.05);
        TrainSettings settings =
                new TrainSettings(kind, Exponential.CUBIC, 32, TrainSettings.OptimiserKind.ADAMW, schedule, 0.1, 1);
        Trainer.Validation result = new FineTuning(task, batches, settings).run(weights, 1, step -> {});
        return String.format(
                Locale.ROOT,
                "%.4f,%.4f,%.4f,%.0f",
                task.majority(),
                result.accuracy(),
                result.loss(),
                (System.nanoTime() - start) / 1e9);
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
