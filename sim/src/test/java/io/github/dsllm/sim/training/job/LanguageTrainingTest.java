package io.github.dsllm.sim.training.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.sim.training.TrainSettings;
import io.github.dsllm.sim.training.TrainerKind;
import io.github.dsllm.sim.training.TrainingRecord;
import io.github.dsllm.sim.training.TrainingRun;
import io.github.dsllm.sim.training.optimise.Schedule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageTrainingTest {
    private static final int STORIES = 40;

    @TempDir
    Path folder;

    private Path text = Path.of("");

    @BeforeEach
    void writeText() throws IOException {
        StringBuilder stories = new StringBuilder();
        for (int i = 0; i < STORIES; i++) {
            stories.append("Tom has ")
                    .append(i % 7)
                    .append(" red balls and ")
                    .append(i % 5)
                    .append(" blue balls.\n\n");
        }
        text = Files.writeString(folder.resolve("stories.txt"), stories);
    }

    @Test
    void heldStoriesAreNotTrainedOn() throws IOException {
        LanguageTraining training = new LanguageTraining(job("0-3,10-30/10", null, "a", 1));

        assertThat(training.held()).hasSize(7);
        assertThat(training.trainedOn()).hasSize(STORIES - 7);
        assertThat(training.held().get(6)).isEqualTo("Tom has 2 red balls and 0 blue balls.");
    }

    @Test
    void aJobComesBackFromItsFile() throws IOException {
        TrainingJob job = job("1-2", folder, "a", 5);
        Path file = folder.resolve("job.json");
        job.write(file);

        assertThat(TrainingJob.read(file)).isEqualTo(job);
    }

    @Test
    void aTrainedModelIsAPretrainedOne() throws IOException {
        List<TrainingRecord.Point> first = new LanguageTraining(job("", null, "a", 30)).run((step, validation) -> {});
        LanguageModel model = Models.open(folder.resolve("a"));

        List<TrainingRecord.Point> second =
                new LanguageTraining(job("", folder.resolve("a"), "b", 2)).run((step, validation) -> {});

        assertThat(model.shape().vocabulary()).isEqualTo(280);
        assertThat(second.get(0).loss()).isLessThan(0.7 * first.get(0).loss());
        assertThat(folder.resolve("b/tokenizer.json")).hasSameBinaryContentAs(folder.resolve("a/tokenizer.json"));
    }

    @Test
    void theProcessSaysWhatItDoes() throws IOException {
        Path file = folder.resolve("job.json");
        job("0-3", null, "a", 2).write(file);
        assertThat(said(file)).matches("step 1 \\d\\.\\d{6} \\d+\\.\\d -\\Rstep 2 .* \\d\\.\\d{6}\\Rdone\\R");

        job("0-90", null, "a", 2).write(file);
        assertThat(said(file)).startsWith("error the text has the stories 0 to 39");
    }

    @Test
    void somethingMustBeLeftToTrainOn() {
        assertThatThrownBy(() -> new LanguageTraining(job("0-39", null, "a", 2)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("none is left to train on");
    }

    @Test
    void aModelWithoutTokenizerIsRefused() throws IOException {
        new LanguageTraining(job("", null, "a", 1)).run((step, validation) -> {});
        Files.delete(folder.resolve("a/tokenizer.json"));

        assertThatThrownBy(() -> new LanguageTraining(job("", folder.resolve("a"), "b", 2)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("There is no tokenizer beside");
    }

    private static String said(Path job) throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            TrainingProcess.main(new String[] {job.toString()});
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private TrainingJob job(String held, @Nullable Path model, String name, long steps) {
        Schedule schedule = new Schedule(Schedule.Course.COSINE, 0.01, 2, steps, 0.1);
        TrainSettings settings = new TrainSettings(
                TrainerKind.BACKPROP, Exponential.CUBIC, 32, TrainSettings.OptimiserKind.MUON, schedule, 0.1, 1);
        return new TrainingJob(
                null,
                text,
                held,
                model,
                null,
                new ModelSizes(16, 24, 2, 2, 1, 280, 16),
                12,
                4,
                1,
                settings,
                new TrainingRun.Pace(20, 0),
                1,
                steps,
                folder.resolve(name),
                null);
    }
}
