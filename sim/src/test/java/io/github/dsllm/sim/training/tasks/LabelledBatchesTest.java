package io.github.dsllm.sim.training.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.training.data.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelledBatchesTest {
    private static final TaskData TASK = new TaskData(
            "letters",
            List.of("no", "yes"),
            IntStream.range(0, 10).mapToObj(LabelledBatchesTest::example).toList(),
            IntStream.range(10, 13).mapToObj(LabelledBatchesTest::example).toList(),
            0,
            "given");

    @Test
    void onlyTheLastTokenOfATextCountsAndTheRestIsFilledUp() {
        Batch batch = batches(1).validation().iterator().next();

        assertThat(batch.size()).isEqualTo(3);
        assertThat(batch.inputs().get(0)).hasSize(16).startsWith(1, 'k', 'k').endsWith(2, 0, 0, 0);
        assertThat(batch.inputs().get(0)[12]).isEqualTo(2);
        assertThat(Arrays.stream(batch.targets().get(0))
                        .filter(target -> target >= 0)
                        .toArray())
                .containsExactly(0);
        assertThat(batch.targets().get(0)[12]).isZero();
        assertThat(batch.counted()).isEqualTo(3);
    }

    @Test
    void everyExampleIsSeenOnceInAnEpochAndInAnotherOrderNext() {
        List<Integer> seen = new ArrayList<>();
        LabelledBatches batches = batches(1);
        for (long step = 1; step <= batches.steps(2); step++) {
            batches.batch(step).inputs().forEach(input -> seen.add(input[1] - 'a'));
        }

        assertThat(batches.steps(1)).isEqualTo(3);
        assertThat(batches.steps(2)).isEqualTo(5);
        assertThat(seen.subList(0, 10))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 10).boxed().toList());
        assertThat(seen.subList(10, 20)).containsExactlyInAnyOrderElementsOf(seen.subList(0, 10));
        assertThat(seen.subList(10, 20)).isNotEqualTo(seen.subList(0, 10));
    }

    @Test
    void aStepHasTheSameBatchWheneverItIsAskedFor() {
        int[] later = batches(1).batch(4).inputs().get(0);
        LabelledBatches batches = batches(1);
        for (long step = 1; step < 4; step++) {
            batches.batch(step);
        }

        assertThat(batches.batch(4).inputs().get(0)).isEqualTo(later);
        assertThat(batches.digest())
                .isEqualTo(batches(1).digest())
                .isNotEqualTo(batches(2).digest());
    }

    @Test
    void anEmptyBatchIsRefused() {
        assertThatThrownBy(() -> new LabelledBatches(TASK, packing(), 0, 1))
                .isInstanceOf(UserError.class)
                .hasMessage("batches of 0 examples cannot be; perhaps you should take at least 1");
    }

    private static LabelledBatches batches(long seed) {
        return new LabelledBatches(TASK, packing(), 4, seed);
    }

    private static Packing packing() {
        return new Packing(Letters.withBegin(), 2, 30);
    }

    private static Example example(int i) {
        return new Example(String.valueOf((char) ('a' + i)).repeat(1 + i), "", i % 2);
    }
}
