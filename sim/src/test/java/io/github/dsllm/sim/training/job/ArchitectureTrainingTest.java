package io.github.dsllm.sim.training.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.NumericsReader;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quality;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.sim.quality.MachineLogits;
import io.github.dsllm.sim.training.TrainSettings;
import io.github.dsllm.sim.training.TrainerKind;
import io.github.dsllm.sim.training.TrainingRecord;
import io.github.dsllm.sim.training.TrainingRun;
import io.github.dsllm.sim.training.optimise.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** New models of other architectures than Llama: from a {@code config.json} and a text to a trained model, and from there to a chip. */
class ArchitectureTrainingTest {
    private static final int STEPS = 30;

    private static final String GPT2 = """
            {"model_type": "gpt2", "n_embd": 16, "n_layer": 2, "n_head": 2, "n_inner": 24, "n_positions": 16,
             "vocab_size": 280, "bos_token_id": 1, "eos_token_id": 2}
            """;
    private static final String OPT = """
            {"model_type": "opt", "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "ffn_dim": 24,
             "max_position_embeddings": 16, "vocab_size": 280, "bos_token_id": 1, "eos_token_id": 2}
            """;
    private static final String NEOX = """
            {"model_type": "gpt_neox", "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 24,
             "max_position_embeddings": 16, "vocab_size": 280, "rotary_pct": 0.25, "bos_token_id": 1, "eos_token_id": 2}
            """;

    @TempDir
    Path folder;

    private Path text = Path.of("");

    static Stream<String> configurations() {
        return Stream.of(GPT2, OPT, NEOX);
    }

    @BeforeEach
    void writeText() throws IOException {
        StringBuilder stories = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            stories.append(String.format(Locale.ROOT, "Tom has %d red balls and %d blue balls.%n%n", i % 7, i % 5));
        }
        text = Files.writeString(folder.resolve("stories.txt"), stories);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void theThreeTrainersGiveOneCurve(String json) throws IOException {
        List<TrainingRecord.Point> usual = train(json, TrainerKind.BACKPROP);
        List<TrainingRecord.Point> ds = train(json, TrainerKind.DS);
        List<TrainingRecord.Point> currents = train(json, TrainerKind.DS_ECL);

        assertThat(usual.get(STEPS - 1).loss()).isLessThan(0.7 * usual.get(0).loss());
        for (int i = 0; i < STEPS; i++) {
            assertThat(ds.get(i).loss() / usual.get(i).loss()).isBetween(0.99, 1.01);
            assertThat(currents.get(i).loss() / usual.get(i).loss()).isBetween(0.99, 1.01);
        }
        assertThat(currents.get(STEPS - 1).cosines())
                .isNotNull()
                .allSatisfy((layer, cosine) -> assertThat(cosine).as(layer).isGreaterThan(0.999));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void aTrainedModelComesToAChip(String json) throws IOException {
        train(json, TrainerKind.DS_ECL);
        Path trained = folder.resolve("ds-ecl");
        LanguageModel model = Models.open(trained);
        CalibrationSet sampled = CalibrationSet.sampled(model, 8);
        ChipImage image = new ImageBuilder(LayoutOptions.singleTile(16))
                .build("tiny", new Quantiser(Numerics.FIDELITY).quantise(model, sampled), "");

        Quality quality = Quality.compare(
                new FloatTransformer(model)::forward, MachineLogits.of(GoldenMachine.of(image)), sampled.sequences());

        assertThat(model.shape()).isEqualTo(Models.shape(config(json)));
        assertThat(quality.divergence()).isBetween(0.0, 5e-4);
        assertThat(quality.topAgreement()).isGreaterThan(0.96);
    }

    @Test
    void aPausedTrainingGoesOnWithTheSameBytesAndATrainedModelIsTrainedFurther() throws IOException {
        Path config = config(GPT2);
        List<TrainingRecord.Point> whole = train(job(config, TrainerKind.DS_ECL, "whole", STEPS));
        train(job(config, TrainerKind.DS_ECL, "paused", 13));
        train(job(config, TrainerKind.DS_ECL, "paused", STEPS));
        List<TrainingRecord.Point> further = train(job(folder.resolve("whole"), TrainerKind.BACKPROP, "further", 2));

        assertThat(folder.resolve("paused/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/model.safetensors"));
        assertThat(further.get(0).loss()).isLessThan(0.7 * whole.get(0).loss());
    }

    @Test
    void whatCannotBeTrainedIsRefusedBeforeItBegins() {
        String elsewhere = GPT2.replace("\"bos_token_id\": 1", "\"bos_token_id\": 3");
        String phi = NEOX.replace("gpt_neox", "phi");

        assertThatThrownBy(() -> train(elsewhere, TrainerKind.DS))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("begin with token 3")
                .hasMessageContaining("perhaps you should set bos_token_id");
        assertThatThrownBy(() -> train(phi, TrainerKind.DS))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no layout of files");
        assertThatThrownBy(() -> train(integers(config(GPT2))))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("real numbers only");
    }

    private TrainingJob integers(Path config) {
        TrainingJob job = job(config, TrainerKind.DS, "integers", STEPS);
        Numerics chip = new NumericsReader().parse("n.yaml", "base: default\ncouplingBits: 4\n");
        return new TrainingJob(
                job.task(),
                job.data(),
                job.held(),
                job.model(),
                job.teacher(),
                job.sizes(),
                job.length(),
                job.batch(),
                job.seed(),
                job.settings().with(chip),
                job.pace(),
                job.threads(),
                job.until(),
                job.folder(),
                job.snapshots());
    }

    private List<TrainingRecord.Point> train(String json, TrainerKind kind) throws IOException {
        return train(job(config(json), kind, kind.label(), STEPS));
    }

    private static List<TrainingRecord.Point> train(TrainingJob job) throws IOException {
        return new LanguageTraining(job).run((step, validation) -> {});
    }

    private Path config(String json) throws IOException {
        return Files.writeString(folder.resolve("new.config.json"), json);
    }

    private TrainingJob job(Path model, TrainerKind kind, String name, long until) {
        Schedule schedule = new Schedule(Schedule.Course.COSINE, 0.01, 2, STEPS, 0.1);
        TrainSettings settings =
                new TrainSettings(kind, Exponential.CUBIC, 32, TrainSettings.OptimiserKind.ADAMW, schedule, 0.1, 1);
        return new TrainingJob(
                null,
                text,
                "0-3",
                model,
                null,
                new ModelSizes(16, 24, 2, 2, 1, 280, 16),
                12,
                4,
                1,
                settings,
                new TrainingRun.Pace(STEPS, 0),
                1,
                until,
                folder.resolve(name),
                null);
    }
}
