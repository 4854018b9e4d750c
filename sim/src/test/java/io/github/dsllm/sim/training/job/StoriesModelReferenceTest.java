package io.github.dsllm.sim.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.codegen.reference.Perplexity;
import io.github.dsllm.codegen.text.Stories;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import io.github.dsllm.sim.training.TrainSettings;
import io.github.dsllm.sim.training.TrainerKind;
import io.github.dsllm.sim.training.TrainingRecord;
import io.github.dsllm.sim.training.TrainingRun;
import io.github.dsllm.sim.training.data.HeldStories;
import io.github.dsllm.sim.training.optimise.Schedule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model of our own that comes with the project: what it was trained on, and how well it predicts. */
@Tag("reference")
class StoriesModelReferenceTest {
    private static final Path MODEL = Path.of("../examples/models/stories464K");
    private static final String SAMPLE = "datasets/tinystories-sample/tinystories_sample.txt";
    private static final String PEER = "models/llama2c-stories260K/stories260K.bin";
    private static final int LIMIT = 4 << 20;

    @TempDir
    Path folder;

    @Test
    void itWasTrainedOnStoriesThatNobodyMeasuresOrCalibratesWith() throws IOException {
        LanguageTraining training = new LanguageTraining(job());
        JsonNode record =
                new ObjectMapper().readTree(MODEL.resolve("training.json").toFile());

        assertThat(training.held())
                .isEqualTo(Stories.read(Shared.file(SAMPLE), LIMIT)
                        .only(HeldStories.numbers())
                        .texts());
        assertThat(training.trainedOn()).doesNotContainAnyElementsOf(training.held());
        assertThat(record.path("data").asText()).isEqualTo(training.batches().digest());
        assertThat(Files.readString(MODEL.resolve("tokenizer.json"))).isEqualTo(training.tokenizerJson());
    }

    @Test
    void withMoreStoriesHeldBackTheDataWouldBeOthers() throws IOException {
        TrainingJob job = job();
        TrainingJob other = new TrainingJob(
                null,
                job.data(),
                job.held() + ",30",
                null,
                null,
                job.sizes(),
                job.length(),
                job.batch(),
                job.seed(),
                job.settings(),
                job.pace(),
                1,
                1,
                job.folder(),
                null);

        assertThat(new LanguageTraining(other).batches().digest())
                .isNotEqualTo(new LanguageTraining(job).batches().digest());
    }

    @Test
    void theFirstStepIsTheRecordedOneToTheLastBit() throws IOException {
        TrainingJob job = job();
        TrainingJob first = new TrainingJob(
                null,
                job.data(),
                job.held(),
                null,
                null,
                job.sizes(),
                job.length(),
                job.batch(),
                job.seed(),
                job.settings(),
                job.pace(),
                2,
                1,
                folder.resolve("first"),
                null);

        List<TrainingRecord.Point> points = new LanguageTraining(first).run((step, validation) -> {});

        assertThat(points).containsExactly(TrainingRecord.curve(MODEL).get(0));
    }

    @Test
    void itPredictsTheEvaluationStoriesNearlyAsWellAsStories260K() {
        Path peer = Shared.file(PEER);
        Tokenizer own = tokenizer(MODEL);
        int context = Models.open(MODEL).shape().context();
        List<String> texts = Stories.read(Shared.file(SAMPLE), LIMIT).only(HeldStories.evaluation()).texts().stream()
                .map(story -> beginning(story, own, context))
                .toList();
        long bytes = texts.stream()
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();

        double ours = nats(MODEL, texts) / bytes;
        double theirs = nats(peer, texts) / bytes;
        System.out.printf(
                "%d bytes; perplexity per byte %.4f, stories260K %.4f, ratio %.4f%n",
                bytes, Math.exp(ours), Math.exp(theirs), Math.exp(ours - theirs));

        assertThat(Math.exp(ours - theirs)).isLessThan(1.10);
    }

    /** About as many characters as fit into the context. */
    private static String beginning(String story, Tokenizer tokenizer, int context) {
        int fits = 0;
        int tooLong = story.length() + 1;
        while (tooLong - fits > 1) {
            int middle = (fits + tooLong) / 2;
            if (tokenizer.encode(story.substring(0, middle), true).length <= context) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return story.substring(0, fits);
    }

    private static double nats(Path path, List<String> texts) {
        FloatTransformer model = new FloatTransformer(Models.open(path));
        List<int[]> tokens =
                texts.stream().map(text -> tokenizer(path).encode(text, true)).toList();
        Perplexity perplexity = Perplexity.of(model, tokens, model.shape().context());
        return perplexity.predictions() * perplexity.meanNegativeLogLikelihood();
    }

    private static Tokenizer tokenizer(Path path) {
        return TokenizerLoader.forModel(path, null, Models.open(path).shape()).orElseThrow();
    }

    /** As docs/training.md tells the command. */
    private static TrainingJob job() {
        Schedule schedule = new Schedule(Schedule.Course.COSINE, 7e-3, 60, 2500, 0.05);
        TrainSettings settings = new TrainSettings(
                TrainerKind.BACKPROP, Exponential.CUBIC, 32, TrainSettings.OptimiserKind.MUON, schedule, 0.1, 1);
        return new TrainingJob(
                null,
                Shared.file(SAMPLE),
                "0-19,20-1725/31,20-1333/13",
                null,
                null,
                new ModelSizes(128, 160, 3, 4, 2, 1024, 256),
                256,
                8,
                1,
                settings,
                new TrainingRun.Pace(250, 0),
                1,
                2500,
                Path.of("target", "stories464K"),
                null);
    }
}
