package io.github.dsllm.sim.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.NumericsReader;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.sim.training.data.TokenWindows;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.optimise.Schedule;
import io.github.dsllm.sim.training.pass.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings whose model is the running mean of the weights. */
class RunningMeanTest {
    private static final ModelShape SHAPE = TinyModels.shape(8, 10, 2, 4, 2, 12, 16);
    private static final double DECAY = 0.75;
    private static final int STEPS = 9;

    @TempDir
    Path folder;

    @Test
    void theModelIsTheMeanOfTheWeightsThatAreTrainedAsWithoutIt() {
        Parameters plain = Initialisation.of(SHAPE, Precision.FLOAT32, 5);
        Parameters averaged = Initialisation.of(SHAPE, Precision.FLOAT32, 5);
        double[] mean = IntStream.range(0, plain.values().length())
                .mapToDouble(plain.values()::get)
                .toArray();
        try (Trainer without = new Trainer(plain, settings().withAverage(0), batches(), 1);
                Trainer with = new Trainer(averaged, settings(), batches(), 2)) {
            for (int step = 0; step < STEPS; step++) {
                without.step();
                with.step();
                for (int i = 0; i < mean.length; i++) {
                    mean[i] = DECAY * mean[i] + (1 - DECAY) * plain.values().get(i);
                }
            }
            Parameters seen = with.seenWeights();

            assertThat(with.validationLoss()).isNotEqualTo(without.validationLoss());
            for (int i = 0; i < mean.length; i++) {
                assertThat(averaged.values().get(i)).isEqualTo(plain.values().get(i));
                assertThat(seen.values().get(i)).isCloseTo(mean[i], within(1e-6));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResumedTrainingEndsWithTheSameBytes(boolean integers) throws IOException {
        run("whole", integers, STEPS);
        run("broken", integers, 4);
        assertThat(Folders.bytes(folder.resolve("broken"))).isNotEqualTo(Folders.bytes(folder.resolve("whole")));
        run("broken", integers, STEPS);

        assertThat(Folders.bytes(folder.resolve("broken"))).isEqualTo(Folders.bytes(folder.resolve("whole")));
    }

    @Test
    void theCheckpointIsTheMean() {
        Parameters last = run("mean", false, STEPS);

        LanguageModel stored = Models.open(folder.resolve("mean"));

        assertThat(stored.embedding().get(3))
                .isNotEqualTo((float) last.embedding().get(0, 3));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void aDecayThatForgetsNothingIsRefused(double decay) {
        assertThatThrownBy(() -> settings().withAverage(decay))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should take 0.99 for dsllm.train.average");
    }

    private Parameters run(String name, boolean integers, long until) {
        TrainSettings settings = integers
                ? settings().with(new NumericsReader().parse("n.yaml", "base: default\ncouplingBits: 4\n"))
                : settings();
        Parameters weights = settings.prepare(Initialisation.of(SHAPE, Precision.FLOAT32, 5));
        new TrainingRun(settings, batches(), 5, new TrainingRun.Pace(4, 0), folder.resolve(name), null)
                .run(weights, 1, until, (step, validation) -> {});
        return weights;
    }

    private static TrainSettings settings() {
        Schedule schedule = new Schedule(Schedule.Course.CONSTANT, 0.02, 2, STEPS, 1);
        return new TrainSettings(TrainerKind.BACKPROP, null, 32, TrainSettings.OptimiserKind.ADAMW, schedule, 0.1, 1)
                .withAverage(DECAY);
    }

    private static TokenWindows batches() {
        int[] tokens = IntStream.range(0, 400).map(i -> 3 + i % 7).toArray();
        return new TokenWindows(tokens, tokens, 12, 4, 5);
    }
}
