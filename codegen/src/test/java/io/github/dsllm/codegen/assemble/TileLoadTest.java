package io.github.dsllm.codegen.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.TileMemory;
import io.github.dsllm.codegen.partition.Dealer;
import io.github.dsllm.codegen.partition.TileLoad;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TileLoadTest {
    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    /** Capacities are judged before there are addresses. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatBlocksTakeIsWhatTheMemoriesGet(long seed) {
        QuantisedModel model = SyntheticImages.model(seed);
        LayoutOptions options = SyntheticImages.options(seed);

        Schedule schedule =
                new ImageBuilder(options, new Dealer(seed)).schedule(new Quantisation(model, null, List.of()));

        List<TileLoad> loads =
                TileLoad.of(schedule.placement().blocks(), schedule.placement().partition());
        assertThat(loads.stream().map(TileLoad::couplingWords))
                .containsExactlyElementsOf(schedule.memories().stream()
                        .map(TileMemory::couplingWords)
                        .map(Long::valueOf)
                        .toList());
        assertThat(loads.stream().map(TileLoad::rowGroups))
                .containsExactlyElementsOf(schedule.memories().stream()
                        .map(TileMemory::scaleWords)
                        .map(Long::valueOf)
                        .toList());
        assertThat(loads.stream().mapToLong(TileLoad::keyValueRows).max().orElseThrow())
                .isEqualTo(schedule.core().depths().keyValues());
    }
}
