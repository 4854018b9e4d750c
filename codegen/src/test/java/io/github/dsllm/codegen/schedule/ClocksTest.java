package io.github.dsllm.codegen.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.schedule.Clocks.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClocksTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 256, 300, 4097})
    void theyCountAsArraysDo(int components) {
        Random random = new Random(components);
        Clocks clocks = new Clocks(components);
        List<Clock> made = new ArrayList<>(List.of(clocks.zero()));
        List<int[]> expected = new ArrayList<>(List.of(new int[components]));
        for (int step = 0; step < 400; step++) {
            int a = random.nextInt(made.size());
            int b = random.nextInt(made.size());
            int[] counts = expected.get(a).clone();
            switch (random.nextInt(3)) {
                case 0 -> {
                    int component = random.nextInt(components);
                    counts[component] = step;
                    made.add(clocks.with(made.get(a), component, step));
                }
                case 1 -> {
                    for (int i = 0; i < components; i++) {
                        counts[i] = Math.max(counts[i], expected.get(b)[i]);
                    }
                    made.add(clocks.join(made.get(a), made.get(b)));
                }
                default -> {
                    for (int i = 0; i < components; i++) {
                        counts[i] = Math.min(counts[i], expected.get(b)[i]);
                    }
                    made.add(clocks.meet(made.get(a), made.get(b)));
                }
            }
            expected.add(counts);
        }

        for (int i = 0; i < made.size(); i++) {
            int[] counts = new int[components];
            for (int component = 0; component < components; component++) {
                counts[component] = clocks.get(made.get(i), component);
            }
            assertThat(counts).isEqualTo(expected.get(i));
        }
    }
}
