package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutIndependenceTest {
    private static final int POSITIONS = 4;

    static LongStream seeds() {
        return LongStream.range(0, 25);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyPartitionAndLaneCountGivesTheSameLogits(long seed) {
        QuantisedModel model = SyntheticImages.model(seed);
        LayoutOptions options = SyntheticImages.options(seed);
        LayoutOptions single = options.withTiles(1, 1, 64, 32).withTrace(false);

        List<List<Integer>> expected = logits(GoldenMachine.checked(image(model, single)), seed);

        assertThat(logits(GoldenMachine.checked(image(model, options)), seed)).isEqualTo(expected);
        assertThat(logits(GoldenMachine.plain(image(model, options)), seed)).isEqualTo(expected);
        assertThat(logits(GoldenMachine.with(image(model, single), new VectorArithmetic()), seed))
                .isEqualTo(expected);
    }

    @Test
    void aFlippedCouplingChangesTheLogits() {
        QuantisedModel model = SyntheticImages.model(0);
        ChipImage image = image(model, SyntheticImages.options(0));
        List<List<Integer>> expected = logits(GoldenMachine.of(image), 0);

        List<List<Integer>> damaged = logits(GoldenMachine.of(Faults.flipHeadCoupling(image)), 0);

        assertThat(damaged).isNotEqualTo(expected);
    }

    private static ChipImage image(QuantisedModel model, LayoutOptions options) {
        return new ImageBuilder(options).build("synthetic", model, "");
    }

    private static List<List<Integer>> logits(GoldenMachine machine, long seed) {
        Random random = new Random(seed);
        List<List<Integer>> logits = new ArrayList<>();
        for (int position = 0; position < POSITIONS; position++) {
            machine.force(random.nextInt(machine.image().vocabulary()), position);
            List<Integer> row = new ArrayList<>();
            for (int token = 0; token < machine.image().vocabulary(); token++) {
                row.add(machine.logit(token));
            }
            logits.add(row);
        }
        return logits;
    }
}
