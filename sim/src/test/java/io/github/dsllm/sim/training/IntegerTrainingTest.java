package io.github.dsllm.sim.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.NumericsReader;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.CouplingLevels;
import io.github.dsllm.codegen.quantise.Quality;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.QuantisedLayer;
import io.github.dsllm.codegen.quantise.QuantisedMatrix;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.sim.quality.MachineLogits;
import io.github.dsllm.sim.training.data.TokenWindows;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.optimise.Schedule;
import io.github.dsllm.sim.training.pass.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings whose forward pass computes with a chip's integers. */
class IntegerTrainingTest {
    private static final ModelShape SHAPE = TinyModels.shape(16, 20, 2, 4, 2, 12, 24);
    private static final long SEED = 5;
    private static final int STEPS = 70;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 6, 8})
    void theQuantiserFindsTheIntegersThatWereTrained(int bits) {
        Parameters weights = train("a", bits, 2, STEPS);
        LanguageModel model = Models.open(folder.resolve("a"));
        Map<String, QuantisedMatrix> found = matrices(quantise(model, bits).model());

        found.forEach((name, matrix) -> assertThat(matrix.couplings())
                .as(name)
                .isEqualTo(trained(weights, name, CouplingLevels.of(numerics(bits)))));
        assertThat(found).hasSize(15);
    }

    @Test
    void integersOfOtherWeightsAreOthers() {
        Parameters weights = train("a", 4, 2, STEPS);
        Parameters spoiled = weights.zeros();
        spoiled.values().add(0, weights.values().length(), weights.values(), 0);
        spoiled.layer(1).w2().j().set(3, 4, -spoiled.layer(1).w2().j().get(3, 4) + 0.1);
        LanguageModel model = Models.open(folder.resolve("a"));

        assertThat(trained(spoiled, "layers.1.w2", CouplingLevels.of(numerics(4))))
                .isNotEqualTo(
                        matrices(quantise(model, 4).model()).get("layers.1.w2").couplings());
    }

    @Test
    void theChipForetellsLikeTheTrainedModelAndBetterThanOneRoundedAfterwards() {
        train("integers", 3, 2, STEPS);
        run(settings(0), "real", 2, STEPS, null);
        Quality trained = quality(Models.open(folder.resolve("integers")), 3);
        Quality afterwards = quality(Models.open(folder.resolve("real")), 3);

        assertThat(trained.divergence()).isBetween(0.0, 0.002);
        assertThat(Math.abs(trained.perplexityChange())).isLessThan(0.01);
        assertThat(afterwards.divergence()).isGreaterThan(10 * trained.divergence());
    }

    @ParameterizedTest
    @EnumSource(TrainerKind.class)
    void learnsToCountWithAnyTrainerAndTheSameBytesWithAnyThreads(TrainerKind kind) throws IOException {
        List<TrainingRecord.Point> curve = run(settings(4).with(kind), "one", 1, STEPS, null);
        run(settings(4).with(kind), "three", 3, STEPS, null);

        assertThat(curve.get(STEPS - 1).loss()).isLessThan(0.5 * curve.get(0).loss());
        assertThat(Folders.bytes(folder.resolve("three"))).isEqualTo(Folders.bytes(folder.resolve("one")));
    }

    @Test
    void aResumedTrainingEndsWithTheSameBytes() throws IOException {
        run(settings(4), "whole", 1, 9, null);
        run(settings(4), "broken", 2, 5, null);
        assertThat(Folders.bytes(folder.resolve("broken"))).isNotEqualTo(Folders.bytes(folder.resolve("whole")));
        run(settings(4), "broken", 1, 9, null);

        assertThat(Folders.bytes(folder.resolve("broken")))
                .isEqualTo(Folders.bytes(folder.resolve("whole")))
                .containsKey("latent.safetensors");
    }

    @Test
    void statesMakeADifferenceThatCanBeLeftOut() {
        Numerics narrow = new NumericsReader().parse("numerics.yaml", "stateBits: 8\nresidualBits: 10\nvalueBits: 4\n");
        double rounded =
                run(settings(0).with(narrow), "narrow", 1, 1, null).get(0).loss();
        double real =
                run(settings(0).with(narrow, true), "real", 1, 1, null).get(0).loss();
        double wide = run(settings(0).with(Numerics.FIDELITY), "wide", 1, 1, null)
                .get(0)
                .loss();

        assertThat(folder.resolve("narrow/states.safetensors")).exists();
        assertThat(folder.resolve("real/states.safetensors")).doesNotExist();
        assertThat(Math.abs(rounded - real)).isGreaterThan(1e-4);
        assertThat(Math.abs(wide - run(settings(0), "none", 1, 1, null).get(0).loss()))
                .isLessThan(1e-4);
    }

    @Test
    void aTrainingWithOtherIntegersIsAnother() {
        run(settings(4), "a", 1, 4, null);

        assertThatThrownBy(() -> run(settings(6), "a", 1, 9, null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("couplingBits was 4, is 6");
        assertThatThrownBy(() -> run(settings(0), "a", 1, 9, null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("chip was");
    }

    @Test
    void aTeacherIsPartOfTheTraining() throws IOException {
        run(settings(0), "teacher", 1, STEPS, null);
        Teacher teacher = Teacher.of(Models.open(folder.resolve("teacher")), SHAPE);
        List<TrainingRecord.Point> taught = run(settings(4), "taught", 1, STEPS, teacher);
        run(settings(4), "broken", 2, 5, teacher);
        run(settings(4), "broken", 1, STEPS, teacher);

        assertThat(taught.get(STEPS - 1).loss()).isLessThan(0.6 * taught.get(0).loss());
        assertThat(Folders.bytes(folder.resolve("broken"))).isEqualTo(Folders.bytes(folder.resolve("taught")));
        assertThatThrownBy(() -> run(settings(4), "taught", 1, STEPS, null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("teacher was");
        assertThatThrownBy(() ->
                        Teacher.of(Models.open(folder.resolve("teacher")), TinyModels.shape(16, 20, 2, 4, 2, 13, 24)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should take one with the same tokenizer");
    }

    private Parameters train(String name, int bits, int threads, long until) {
        Parameters weights = settings(bits).prepare(Initialisation.of(SHAPE, Precision.FLOAT32, SEED));
        new TrainingRun(settings(bits), batches(), SEED, new TrainingRun.Pace(4, 0), folder.resolve(name), "{}")
                .run(weights, threads, until, (step, validation) -> {});
        return weights;
    }

    private List<TrainingRecord.Point> run(
            TrainSettings settings, String name, int threads, long until, @Nullable Teacher teacher) {
        return new TrainingRun(settings, batches(), SEED, new TrainingRun.Pace(4, 0), folder.resolve(name), "{}")
                .run(
                        settings.prepare(Initialisation.of(SHAPE, Precision.FLOAT32, SEED)),
                        teacher,
                        threads,
                        until,
                        (step, validation) -> {});
    }

    private static Numerics numerics(int bits) {
        return new NumericsReader().parse("numerics.yaml", "base: fidelity\nscaleBits: 12\ncouplingBits: " + bits);
    }

    private static TrainSettings settings(int bits) {
        Schedule schedule = new Schedule(Schedule.Course.COSINE, 0.02, 3, STEPS, 0.1);
        TrainSettings real = new TrainSettings(
                TrainerKind.BACKPROP, Exponential.CUBIC, 32, TrainSettings.OptimiserKind.ADAMW, schedule, 0, 1);
        return bits == 0 ? real : real.with(numerics(bits));
    }

    /** Texts that count: the token after 3 is 4, after 11 comes 1. */
    private static TokenWindows batches() {
        int[] counting = counting(300);
        return new TokenWindows(counting, counting(40), 8, 5, 9);
    }

    private static int[] counting(int length) {
        return IntStream.range(0, length).map(i -> 1 + i % 11).toArray();
    }

    private static CalibrationSet text() {
        return new CalibrationSet(List.of(counting(24)), "counting");
    }

    private static Quantisation quantise(LanguageModel model, int bits) {
        return new Quantiser(numerics(bits)).quantise(model, text());
    }

    private static Quality quality(LanguageModel model, int bits) {
        GoldenMachine machine = GoldenMachine.of(
                new ImageBuilder(LayoutOptions.singleTile(16)).build("counting", quantise(model, bits), ""));
        return Quality.compare(new FloatTransformer(model)::forward, MachineLogits.of(machine), text().sequences());
    }

    private static Map<String, QuantisedMatrix> matrices(QuantisedModel model) {
        Map<String, QuantisedMatrix> matrices = new LinkedHashMap<>();
        for (int i = 0; i < model.layers().size(); i++) {
            QuantisedLayer layer = model.layers().get(i);
            matrices.put("layers." + i + ".wq", layer.wq());
            matrices.put("layers." + i + ".wk", layer.wk());
            matrices.put("layers." + i + ".wv", layer.wv());
            matrices.put("layers." + i + ".wo", layer.wo());
            matrices.put("layers." + i + ".w1", layer.w1());
            matrices.put("layers." + i + ".w2", layer.w2());
            matrices.put("layers." + i + ".w3", layer.w3());
        }
        matrices.put("embedding", model.head());
        return matrices;
    }

    /** Integers of the weights behind a tensor, row by row. */
    private static short[] trained(Parameters weights, String name, CouplingLevels levels) {
        Matrix tensor = weights.tensor(name);
        short[] integers = new short[tensor.rows() * tensor.columns()];
        for (int i = 0; i < integers.length; i++) {
            int row = i / tensor.columns();
            double step = levels.rounded(StrictMath.exp(weights.stepsOf(name).get(0, row)));
            integers[i] = (short) levels.level(tensor.get(row, i % tensor.columns()), step);
        }
        return integers;
    }
}
