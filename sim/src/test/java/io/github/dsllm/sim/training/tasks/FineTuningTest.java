package io.github.dsllm.sim.training.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.sim.training.Initialisation;
import io.github.dsllm.sim.training.TrainSettings;
import io.github.dsllm.sim.training.Trainer;
import io.github.dsllm.sim.training.TrainerKind;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.optimise.Schedule;
import io.github.dsllm.sim.training.pass.Parameters;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FineTuningTest {
    private static final ModelShape SHAPE = TinyModels.shape(16, 20, 1, 2, 2, 128, 24);
    private static final TaskData SAME = task(3);

    @ParameterizedTest
    @EnumSource(TrainerKind.class)
    void learnsWhichLetterATextHolds(TrainerKind kind) {
        Parameters weights = classifier(SHAPE, 2);

        Trainer.Validation before = run(TrainerKind.BACKPROP, 1, 0, classifier(SHAPE, 2));
        Trainer.Validation after = run(kind, 1, 8, weights);

        assertThat(before.accuracy()).isLessThan(0.75);
        assertThat(after.accuracy()).isGreaterThan(0.95);
        assertThat(after.loss()).isLessThan(before.loss() / 2);
    }

    @Test
    void anyNumberOfThreadsGivesTheSameWeights() {
        Parameters one = classifier(SHAPE, 2);
        Parameters three = classifier(SHAPE, 2);

        assertThat(run(TrainerKind.DS_ECL, 3, 1, three)).isEqualTo(run(TrainerKind.DS_ECL, 1, 1, one));
        for (int i = 0; i < one.values().length(); i++) {
            assertThat(three.values().get(i)).isEqualTo(one.values().get(i));
        }
    }

    @Test
    void aNewHeadKeepsTheModelAndLeavesItsOldHeadOut() {
        Parameters model = Initialisation.of(TinyModels.withOwnHead(SHAPE), Precision.FLOAT32, 1);
        Parameters classifier = Initialisation.classifier(model, 3, 1);

        assertThat(classifier.tensors()).doesNotContainKey("head").containsKey("classifier");
        assertThat(classifier.head().j().rows()).isEqualTo(3);
        assertThat(classifier.tensor("layers.0.w1").get(2, 3))
                .isEqualTo(model.tensor("layers.0.w1").get(2, 3));
        assertThat(classifier.zeros().classes()).isEqualTo(3);
    }

    @Test
    void anotherNumberOfClassesIsRefused() {
        assertThatThrownBy(() -> run(TrainerKind.BACKPROP, 1, 1, classifier(SHAPE, 3)))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "the model has a head of 3 classes, but the task same has 2 (no, yes); perhaps you should begin"
                                + " with a language model, which gets a new head");
        assertThatThrownBy(() -> run(TrainerKind.BACKPROP, 1, 1, Initialisation.of(SHAPE, Precision.FLOAT32, 1)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the model has no head for classes, but the task same has 2");
        assertThatThrownBy(() -> classifier(SHAPE, 1))
                .isInstanceOf(UserError.class)
                .hasMessage("a classifier of 1 classes cannot be; perhaps you should take at least 2");
    }

    private static Parameters classifier(ModelShape shape, int classes) {
        return Initialisation.classifier(Initialisation.of(shape, Precision.FLOAT32, 1), classes, 1);
    }

    /** Texts of letters a to f; the class is whether there is a "b" among them. */
    private static TaskData task(long seed) {
        Random random = new Random(seed);
        List<Example> examples = IntStream.range(0, 400)
                .mapToObj(i -> random.ints(1 + random.nextInt(6), 'a', 'g')
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .map(text -> new Example(text, "", text.contains("b") ? 1 : 0))
                .toList();
        return new TaskData(
                "same", List.of("no", "yes"), examples.subList(0, 300), examples.subList(300, 400), 0, "given");
    }

    private static Trainer.Validation run(TrainerKind kind, int threads, int epochs, Parameters weights) {
        LabelledBatches batches = new LabelledBatches(SAME, new Packing(Letters.withBegin(), 2, 16), 10, 1);
        long steps = Math.max(1, batches.steps(epochs));
        double rate = epochs == 0 ? 1e-9 : 0.01;
        Schedule schedule = new Schedule(Schedule.Course.COSINE, rate, 5, steps, 0.1);
        TrainSettings settings =
                new TrainSettings(kind, Exponential.CUBIC, 32, TrainSettings.OptimiserKind.ADAMW, schedule, 0.01, 1);
        return new FineTuning(SAME, batches, settings).run(weights, threads, step -> {});
    }
}
