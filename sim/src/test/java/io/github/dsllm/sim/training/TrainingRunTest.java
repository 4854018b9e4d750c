package io.github.dsllm.sim.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.sim.training.data.TokenWindows;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Rest;
import io.github.dsllm.sim.training.optimise.Schedule;
import io.github.dsllm.sim.training.pass.Parameters;
import io.github.dsllm.sim.training.pass.Pass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingRunTest {
    private static final ModelShape SHAPE = TinyModels.shape(8, 10, 2, 4, 2, 12, 16);
    private static final long SEED = 5;
    private static final TrainingRun.Listener NOBODY = (step, validation) -> {};

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(TrainerKind.class)
    void learnsToCount(TrainerKind kind) {
        List<TrainingRecord.Point> curve = run(settings(kind, 60, 0.02), "a", 2, 60);

        assertThat(curve).hasSize(60);
        assertThat(curve.get(0).loss()).isBetween(2.3, 2.7);
        assertThat(curve.get(59).loss()).isLessThan(0.5);
        assertThat(curve.get(59).validation()).isNotNull().isLessThan(0.5);
    }

    @Test
    void allTrainersGoTheSameWay() {
        List<TrainingRecord.Point> usual = run(settings(TrainerKind.BACKPROP, 20, 0.01), "a", 1, 20);
        List<TrainingRecord.Point> currents = run(settings(TrainerKind.DS_ECL, 20, 0.01), "b", 1, 20);

        for (int i = 0; i < 20; i++) {
            assertThat(currents.get(i).loss() / usual.get(i).loss()).isBetween(0.99, 1.01);
        }
    }

    @Test
    void settledCurrentsPointWhereBackPropagationDoes() {
        run(settings(TrainerKind.DS_ECL, 8, 0.01), "settled", 2, 8);
        run(settings(TrainerKind.DS_ECL, 2, 8, 0.01), "short", 2, 8);
        run(settings(TrainerKind.BACKPROP, 8, 0.01), "usual", 2, 8);

        assertThat(lastCosines("settled")).hasSize(4).containsKeys("embedding", "layers.0", "layers.1", "finalNorm");
        assertThat(lastCosines("settled").values()).allMatch(cosine -> cosine > 0.99999);
        assertThat(lastCosines("short").values()).anyMatch(cosine -> cosine < 0.999);
        assertThat(TrainingRecord.curve(folder.resolve("usual"))).allMatch(point -> point.cosines() == null);
    }

    private Map<String, Double> lastCosines(String name) {
        List<TrainingRecord.Point> curve = TrainingRecord.curve(folder.resolve(name));
        return Objects.requireNonNull(curve.get(curve.size() - 1).cosines());
    }

    @ParameterizedTest
    @EnumSource(TrainerKind.class)
    void anyNumberOfThreadsMakesTheSameBytes(TrainerKind kind) throws IOException {
        run(settings(kind, 6, 0.02), "one", 1, 6);
        run(settings(kind, 6, 0.02), "three", 3, 6);

        assertThat(files("three")).isEqualTo(files("one"));
    }

    @ParameterizedTest
    @EnumSource(TrainSettings.OptimiserKind.class)
    void aResumedTrainingEndsWithTheSameBytes(TrainSettings.OptimiserKind optimiser) throws IOException {
        run(settings(optimiser, 9), "whole", 1, 9);
        run(settings(optimiser, 9), "broken", 2, 5);
        assertThat(files("broken")).isNotEqualTo(files("whole"));
        run(settings(optimiser, 9), "broken", 1, 9);

        assertThat(files("broken")).isEqualTo(files("whole"));
    }

    @Test
    void theCheckpointIsAModelThatOthersRead() {
        Parameters trained = Initialisation.of(SHAPE, Precision.FLOAT32, SEED);
        new TrainingRun(settings(TrainerKind.BACKPROP, 10, 0.02), batches(), SEED, pace(), folder.resolve("a"), null)
                .run(trained, 1, 10, NOBODY);
        FloatTransformer reader = new FloatTransformer(Models.open(folder.resolve("a")));
        Pass pass = new Pass(trained, 6, ExponentialNode.EXACT, Rest.EXACT);
        Matrix logits = pass.forward(new int[] {1, 2, 3, 4, 5, 6});

        for (int t = 0; t < 6; t++) {
            float[] expected = reader.forward(t + 1, t);
            for (int i = 0; i < expected.length; i++) {
                assertThat(logits.get(t, i)).isCloseTo(expected[i], within());
            }
        }
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-5);
    }

    @Test
    void aLossThatIsNoNumberStopsAndKeepsTheLastCheckpoint() throws IOException {
        TrainSettings settings = settings(TrainerKind.BACKPROP, 9, 0.02);
        run(settings, "a", 1, 4);
        Map<String, String> before = files("a");

        Parameters weights = Initialisation.of(SHAPE, Precision.FLOAT32, SEED);
        TrainingRun run = new TrainingRun(settings, batches(), SEED, pace(), folder.resolve("a"), null);
        assertThatThrownBy(() -> run.run(
                        weights,
                        1,
                        9,
                        (step, validation) -> weights.tensor("layers.1.w2").set(0, 0, Double.NaN)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("step 6")
                .hasMessageContaining("the weights of layers.1.w2")
                .hasMessageContaining("perhaps you should lower the learning rate")
                .hasMessageContaining("the last good checkpoint is in");
        assertThat(files("a")).isEqualTo(before);
    }

    @Test
    void aCheckpointOfAnotherTrainingIsRefusedNamingWhatDiffers() {
        run(settings(TrainerKind.DS, 9, 0.02), "a", 1, 4);

        assertThatThrownBy(() -> run(settings(TrainerKind.DS_ECL, 9, 0.05), "a", 1, 4))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("trainer was \"DS\", is \"DS_ECL\"")
                .hasMessageContaining("peak was 0.02, is 0.05")
                .hasMessageContaining("perhaps you should");
    }

    @Test
    void aCheckpointOfAnotherShapeIsRefused() {
        TrainSettings settings = settings(TrainerKind.DS, 9, 0.02);
        run(settings, "a", 1, 4);
        Parameters others = Initialisation.of(TinyModels.withOwnHead(SHAPE), Precision.FLOAT32, SEED);
        TrainingRun run = new TrainingRun(settings, batches(), SEED, pace(), folder.resolve("a"), null);

        assertThatThrownBy(() -> run.run(others, 1, 9, NOBODY))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("holds another model")
                .hasMessageContaining("own head");
    }

    @Test
    void aClassifierWithoutClassesIsRefused() {
        Parameters classifier = Initialisation.classifier(Initialisation.of(SHAPE, Precision.FLOAT32, SEED), 2, SEED);
        TrainingRun run =
                new TrainingRun(settings(TrainerKind.DS, 9, 0.02), batches(), SEED, pace(), folder.resolve("a"), null);

        assertThatThrownBy(() -> run.run(classifier, 1, 9, NOBODY))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a head of 2 classes cannot be trained on 0 classes");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void stopsEarlyWhenTheValidationNoLongerImproves() {
        TrainSettings hopeless = settings(TrainerKind.BACKPROP, 200, 3);
        TrainingRun run =
                new TrainingRun(hopeless, batches(), SEED, new TrainingRun.Pace(2, 2), folder.resolve("a"), null);

        List<TrainingRecord.Point> curve = run.run(Initialisation.of(SHAPE, Precision.FLOAT32, SEED), 1, 200, NOBODY);

        assertThat(curve).hasSizeLessThan(200);
    }

    private List<TrainingRecord.Point> run(TrainSettings settings, String name, int threads, long until) {
        return new TrainingRun(settings, batches(), SEED, pace(), folder.resolve(name), "{}")
                .run(Initialisation.of(SHAPE, Precision.FLOAT32, SEED), threads, until, NOBODY);
    }

    private static TrainingRun.Pace pace() {
        return new TrainingRun.Pace(4, 0);
    }

    private static TrainSettings settings(TrainerKind kind, long steps, double rate) {
        return settings(kind, TrainSettings.OptimiserKind.ADAMW, steps, rate);
    }

    private static TrainSettings settings(TrainSettings.OptimiserKind optimiser, long steps) {
        return settings(TrainerKind.DS_ECL, optimiser, steps, 0.02);
    }

    private static TrainSettings settings(TrainerKind kind, int settle, long steps, double rate) {
        TrainSettings settled = settings(kind, steps, rate);
        return new TrainSettings(
                kind,
                settled.exponential(),
                settle,
                settled.optimiser(),
                settled.schedule(),
                settled.weightDecay(),
                settled.clip());
    }

    private static TrainSettings settings(
            TrainerKind kind, TrainSettings.OptimiserKind optimiser, long steps, double rate) {
        Schedule schedule = new Schedule(Schedule.Course.COSINE, rate, 3, steps, 0.1);
        return new TrainSettings(kind, Exponential.CUBIC, 32, optimiser, schedule, 0.1, 1);
    }

    /** Texts that count: the token after 3 is 4, after 11 comes 1. */
    private static TokenWindows batches() {
        int[] counting = IntStream.range(0, 300).map(i -> 1 + i % 11).toArray();
        return new TokenWindows(counting, IntStream.of(counting).limit(40).toArray(), 8, 5, 9);
    }

    private Map<String, String> files(String name) throws IOException {
        return Folders.bytes(folder.resolve(name));
    }
}
