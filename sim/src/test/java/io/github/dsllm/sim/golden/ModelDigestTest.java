package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.partition.Dealer;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lanes, meshes, absent tiles, partitions and placements move the work about and change the digest of no operator; the sampled token is one of them. */
class ModelDigestTest {
    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("dsllm.random.layouts", 100));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyLayoutOfAModelHasTheSameDigests(long seed) {
        QuantisedModel model = SyntheticImages.model(seed);
        LayoutOptions options = SyntheticImages.options(seed);
        List<Integer> tokens = List.of(3 % model.vocabulary(), 1, 0, 2);

        List<SortedMap<String, Long>> expected = ModelDigest.of(image(model, onOneTile(options)), tokens);

        assertThat(ModelDigest.of(image(model, options), tokens))
                .as("seed %d", seed)
                .isEqualTo(expected);
        assertThat(ModelDigest.of(new ImageBuilder(options, new Dealer(seed)).build("dealt", model, ""), tokens))
                .as("seed %d, dealt out", seed)
                .isEqualTo(expected);
        for (Partitioner partitioner : RandomLayouts.partitioners(seed)) {
            assertThat(ModelDigest.of(RandomLayouts.image(seed, partitioner), tokens))
                    .as("seed %d, %s on %s", seed, partitioner.name(), RandomLayouts.mesh(seed))
                    .isEqualTo(expected);
        }
        assertThat(expected.get(0).keySet())
                .contains("-1 embedding", "0 norm1", "0 wk", "0 value", "0 scores", "0 w2", "-1 head", "-1 sample")
                .hasSize(4 + 16 * model.layers().size());
    }

    @Test
    void aFlippedCouplingOfTheHeadChangesTheDigestOfTheHeadAndOfNothingBefore() {
        ChipImage image = image(SyntheticImages.model(0), SyntheticImages.options(0));

        SortedMap<String, Long> sound = ModelDigest.of(image, List.of(1)).get(0);
        SortedMap<String, Long> damaged =
                ModelDigest.of(Faults.flipHeadCoupling(image), List.of(1)).get(0);

        assertThat(sound.keySet().stream()
                        .filter(operator -> !sound.get(operator).equals(damaged.get(operator)))
                        .filter(operator -> !operator.equals("-1 sample")))
                .containsExactly("-1 head");
    }

    @Test
    void aFlippedCouplingIsSeenInEveryPartition() {
        List<SortedMap<String, Long>> expected =
                ModelDigest.of(image(SyntheticImages.model(3), SyntheticImages.options(3)), List.of(1));

        for (Partitioner partitioner : RandomLayouts.partitioners(3)) {
            ChipImage damaged = Faults.flipHeadCoupling(RandomLayouts.image(3, partitioner));

            assertThat(ModelDigest.of(damaged, List.of(1)))
                    .as(partitioner.name())
                    .isNotEqualTo(expected);
        }
    }

    @Test
    void anElementWithTwoValuesIsReported() {
        ChipImage image = image(SyntheticImages.model(0), LayoutOptions.singleTile(16));
        ModelDigest digest = new ModelDigest(image);
        int nodes = SyntheticImages.model(0).dim();
        digest.executed(0, 1, new long[nodes]);

        assertThatThrownBy(() -> digest.executed(
                        0,
                        1,
                        LongStream.range(0, nodes).map(i -> i == 1 ? 7 : 0).toArray()))
                .isInstanceOf(MachineFault.class)
                .hasMessageContaining("operator embedding: element 1 is 0 in one place and 7 in another");
    }

    private static ChipImage image(QuantisedModel model, LayoutOptions options) {
        return new ImageBuilder(options).build("synthetic", model, "");
    }

    private static LayoutOptions onOneTile(LayoutOptions o) {
        return o.withTiles(1, 1, 4 * o.lanes(), 2);
    }
}
