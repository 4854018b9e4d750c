package io.github.dsllm.sim.training.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tasks of the paper in the files of the shared folder; counts and shares were found by another program. */
@Tag("reference")
class TaskReferenceTest {
    private static final long SEED = 1;

    @ParameterizedTest
    @CsvSource({"sst2, 67349, 872, 0, 37569, 444", "mrpc, 4076, 1725, 0, 2753, 1147", "rte, 2127, 363, 0, 1049, 192"})
    void filesWithTwoPartsAreReadWhole(
            String name, int training, int validation, int unlabelled, long trainingOnes, long validationOnes) {
        TaskData task = task(name);

        assertThat(task.training()).hasSize(training);
        assertThat(task.validation()).hasSize(validation);
        assertThat(task.unlabelled()).isEqualTo(unlabelled);
        assertThat(ones(task.training())).isEqualTo(trainingOnes);
        assertThat(ones(task.validation())).isEqualTo(validationOnes);
    }

    @ParameterizedTest
    @CsvSource({"qnli, 5463, 0, 2761", "qqp, 20212, 2, 7585"})
    void filesWithOnePartAreSplit(String name, int labelled, int unlabelled, long ones) {
        TaskData task = task(name);

        assertThat(task.training().size() + task.validation().size()).isEqualTo(labelled);
        assertThat(task.unlabelled()).isEqualTo(unlabelled);
        assertThat(ones(task.training()) + ones(task.validation())).isEqualTo(ones);
        assertThat((double) task.validation().size() / labelled).isCloseTo(0.2, Offset.offset(0.01));
        assertThat(task.validation()).doesNotContainAnyElementsOf(task.training());
    }

    private static TaskData task(String name) {
        return TaskReader.named(name).read(Shared.file("datasets/glue-" + name), SEED);
    }

    private static long ones(List<Example> examples) {
        return examples.stream().filter(example -> example.label() == 1).count();
    }
}
