package io.github.dsllm.sim.training.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.sim.training.Folders;
import io.github.dsllm.sim.training.TrainSettings;
import io.github.dsllm.sim.training.TrainerKind;
import io.github.dsllm.sim.training.TrainingRecord;
import io.github.dsllm.sim.training.TrainingRun;
import io.github.dsllm.sim.training.optimise.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassifierTrainingTest {
    private static final int STEPS = 40;
    private static final List<String> WHO = List.of("Lily", "Tom", "the dog", "a bird");

    @TempDir
    Path folder;

    @BeforeEach
    void writeExamples() throws IOException {
        for (String file : List.of("train.tsv", "dev.tsv")) {
            StringBuilder lines = new StringBuilder("sentence\tlabel\n");
            for (int i = 0; i < 40; i++) {
                lines.append(WHO.get(i / 2 % 4)).append(i % 2 == 0 ? " is bad\t0\n" : " is good\t1\n");
            }
            Files.writeString(folder.resolve(file), lines);
        }
    }

    @ParameterizedTest
    @EnumSource(TrainerKind.class)
    void learnsToTellGoodFromBadWithTheSameBytesWithAnyThreads(TrainerKind kind) throws IOException {
        List<TrainingRecord.Point> curve = run(job(kind, null, "one", 1, STEPS));
        run(job(kind, null, "three", 3, STEPS));

        assertThat(curve.get(STEPS - 1).accuracy()).isNotNull().isGreaterThan(0.95);
        assertThat(curve.get(1).accuracy()).isNull();
        assertThat(Folders.bytes(folder.resolve("three"))).isEqualTo(Folders.bytes(folder.resolve("one")));
    }

    @Test
    void aResumedTrainingEndsWithTheSameBytes() throws IOException {
        run(job(TrainerKind.DS_ECL, null, "whole", 1, STEPS));
        run(job(TrainerKind.DS_ECL, null, "broken", 2, 17));
        assertThat(Folders.bytes(folder.resolve("broken"))).isNotEqualTo(Folders.bytes(folder.resolve("whole")));
        run(job(TrainerKind.DS_ECL, null, "broken", 1, STEPS));

        assertThat(Folders.bytes(folder.resolve("broken"))).isEqualTo(Folders.bytes(folder.resolve("whole")));
    }

    @Test
    void theClassesAreNamedForOthers() throws IOException {
        run(job(TrainerKind.BACKPROP, null, "a", 1, 1));

        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("a/config.json").toFile())
                        .path("id2label"))
                .hasSize(2);
    }

    @Test
    void aPretrainedModelGetsAHead() throws IOException {
        Path text = folder.resolve("text.txt");
        Files.writeString(text, "Lily is good.\n\nTom is bad.\n\n".repeat(40));
        TrainingJob language = new TrainingJob(
                null,
                text,
                "",
                null,
                null,
                sizes(16),
                12,
                4,
                1,
                settings(TrainerKind.BACKPROP),
                pace(),
                1,
                4,
                folder.resolve("language"),
                null);
        new LanguageTraining(language).run((step, validation) -> {});

        List<TrainingRecord.Point> curve = run(job(TrainerKind.BACKPROP, folder.resolve("language"), "a", 1, STEPS));

        assertThat(curve.get(STEPS - 1).accuracy()).isNotNull().isGreaterThan(0.95);
    }

    @Test
    void aCheckpointOfAnotherShapeIsRefused() throws IOException {
        run(job(TrainerKind.BACKPROP, null, "a", 1, 2));
        TrainingJob job = job(TrainerKind.BACKPROP, null, "a", 1, 4);
        TrainingJob wider = new TrainingJob(
                job.task(),
                job.data(),
                "",
                null,
                null,
                sizes(24),
                job.length(),
                job.batch(),
                1,
                job.settings(),
                pace(),
                1,
                4,
                job.folder(),
                null);

        assertThatThrownBy(() -> run(wider))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("holds another model")
                .hasMessageContaining("perhaps you should give the same shape as before");
    }

    @Test
    void labelsThatAreMissingAreTold() throws IOException {
        Files.writeString(folder.resolve("train.tsv"), "sentence\nTom is good\n");

        assertThatThrownBy(() -> run(job(TrainerKind.BACKPROP, null, "a", 1, 2)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("label")
                .hasMessageContaining("perhaps");
    }

    private static List<TrainingRecord.Point> run(TrainingJob job) throws IOException {
        return new ClassifierTraining(job).run((step, validation) -> {});
    }

    private TrainingJob job(TrainerKind kind, @Nullable Path model, String name, int threads, long until) {
        return new TrainingJob(
                "sst2",
                folder,
                "",
                model,
                null,
                sizes(16),
                12,
                4,
                1,
                settings(kind),
                pace(),
                threads,
                until,
                folder.resolve(name),
                null);
    }

    private static ModelSizes sizes(int dim) {
        return new ModelSizes(dim, 24, 1, 2, 1, 280, 16);
    }

    private static TrainingRun.Pace pace() {
        return new TrainingRun.Pace(10, 0);
    }

    private static TrainSettings settings(TrainerKind kind) {
        Schedule schedule = new Schedule(Schedule.Course.COSINE, 0.02, 2, STEPS, 0.1);
        return new TrainSettings(kind, Exponential.CUBIC, 32, TrainSettings.OptimiserKind.ADAMW, schedule, 0.1, 1);
    }
}
