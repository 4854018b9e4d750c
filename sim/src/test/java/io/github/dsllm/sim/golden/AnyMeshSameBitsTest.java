package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.partition.Dealer;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.partition.Pipeline;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lanes, meshes and partitions move the work about and change no logit; the guaranteed widths hold on the way. */
class AnyMeshSameBitsTest {
    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyLayoutOfAModelGivesTheSameLogits(long seed) {
        QuantisedModel model = SyntheticImages.model(seed);
        LayoutOptions options = SyntheticImages.options(seed);

        int[][] mesh = logits(new ImageBuilder(options).build("mesh", model, ""));
        int[][] dealt = logits(new ImageBuilder(options, new Dealer(seed)).build("dealt", model, ""));
        int[][] piped = logits(new ImageBuilder(options, new Pipeline()).build("pipeline", model, ""));
        int[][] wide = logits(new ImageBuilder(onOneTile(options)).build("wide", model, ""));

        assertThat(mesh).as("mesh against one tile, seed %d", seed).isDeepEqualTo(wide);
        assertThat(dealt).as("random partition against one tile, seed %d", seed).isDeepEqualTo(wide);
        assertThat(piped).as("layers apart against one tile, seed %d", seed).isDeepEqualTo(wide);
        for (Partitioner partitioner : RandomLayouts.partitioners(seed)) {
            assertThat(logits(RandomLayouts.image(seed, partitioner)))
                    .as("%s on %s, seed %d", partitioner.name(), RandomLayouts.mesh(seed), seed)
                    .isDeepEqualTo(wide);
        }
        assertThat(IntStream.of(wide[1]).distinct().count())
                .as("different logits")
                .isGreaterThan(1);
    }

    private static LayoutOptions onOneTile(LayoutOptions o) {
        return o.withTiles(1, 1, 4 * o.lanes(), 2);
    }

    private static int[][] logits(ChipImage image) {
        return logits(image, GoldenMachine::checked);
    }

    /** The logits of the first positions. */
    static int[][] logits(ChipImage image, Function<ChipImage, GoldenMachine> machines) {
        GoldenMachine machine = machines.apply(image);
        int positions = Math.min(5, image.core().depths().context());
        int[][] logits = new int[positions][image.vocabulary()];
        for (int position = 0; position < positions; position++) {
            machine.force((3 + 5 * position) % image.vocabulary(), position);
            for (int token = 0; token < image.vocabulary(); token++) {
                logits[position][token] = machine.logit(token);
            }
        }
        return logits;
    }
}
