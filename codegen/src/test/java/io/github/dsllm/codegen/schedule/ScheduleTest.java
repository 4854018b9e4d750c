package io.github.dsllm.codegen.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.partition.Dealer;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.partition.Pipeline;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {
    static java.util.stream.LongStream seeds() {
        return java.util.stream.LongStream.range(0, 80);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyModelOnAnyMeshGivesProgramsThatCanBeRun(long seed) {
        ChipImage image = SyntheticImages.image(seed);

        List<String> problems = ScheduleVerifier.problems(image);

        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyPartitionGivesProgramsThatCanBeRun(long seed) {
        LayoutOptions options = SyntheticImages.options(seed);
        QuantisedModel model = SyntheticImages.model(seed);

        for (Partitioner partitioner : List.of(new Dealer(seed), new Dealer(seed + 1000), new Pipeline())) {
            ChipImage image = new ImageBuilder(options, partitioner).build("m", model, "");

            assertThat(ScheduleVerifier.problems(image)).isEmpty();
            assertThat(sum(image, OperatorTag::macs))
                    .isEqualTo(LayoutShape.of(model).staticMacs());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aTileIsSentNothingThatItDoesNotRead(long seed) {
        ChipImage image = new ImageBuilder(SyntheticImages.options(seed), new Dealer(seed))
                .build("m", SyntheticImages.model(seed), "");

        for (int tile = 0; tile < image.tiles().size(); tile++) {
            TileImage memory = image.tiles().get(tile);
            Set<Integer> unread = new TreeSet<>();
            for (Instruction instruction : memory.program()) {
                Descriptor descriptor = memory.descriptorOf(instruction);
                Footprint footprint =
                        Footprint.of(instruction, descriptor, tile, image.core().lanes());
                unread.removeAll(footprint.reads());
                if (descriptor.function() == NodeFunction.ARRIVE) {
                    unread.addAll(footprint.arrivals());
                }
            }
            assertThat(unread).as("seed %d tile %d", seed, tile).isEmpty();
        }
    }

    @Test
    void layersOfAPipelineLieOnTheirOwnTilesAndIdleTilesHaveNoProgram() {
        QuantisedModel model = SyntheticModels.model(1, Numerics.DEFAULT, 32, 40, 2, 8, 4, 4, 40, 8, true);

        ChipImage image = new ImageBuilder(LayoutOptions.mesh(3, 4, 16), new Pipeline()).build("m", model, "");

        for (int tile = 0; tile < 12; tile++) {
            int stage = tile / 4;
            List<Integer> layers = image.tiles().get(tile).operators().stream()
                    .filter(tag -> tag.macs() > 0)
                    .map(OperatorTag::layer)
                    .distinct()
                    .toList();
            assertThat(layers).as("tile %d", tile).isSubsetOf(stage == 2 ? -1 : stage);
        }
        assertThat(image.tiles().get(3).program()).isEmpty();
        assertThat(image.tiles().get(0).program()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theWorkOfAllTilesIsTheWorkOfTheModel(long seed) {
        LayoutShape shape = LayoutShape.of(SyntheticImages.model(seed));

        ChipImage image = SyntheticImages.image(seed);

        assertThat(sum(image, OperatorTag::macs)).isEqualTo(shape.staticMacs());
        assertThat(sum(image, OperatorTag::macsPerPosition)).isEqualTo(shape.macsPerPosition());
    }

    @Test
    void theQueryRotatesWhileKeysAndValuesStream() {
        QuantisedModel model = SyntheticModels.model(1, Numerics.DEFAULT, 64, 172, 1, 8, 4, 8, 512, 512, true);

        ChipImage image = new ImageBuilder(LayoutOptions.singleTile(64)).build("m", model, "");

        assertThat(image.tiles().get(0).operators().stream().map(OperatorTag::operator))
                .containsSubsequence("norm1", "wq", "rope", "wkv", "key", "value", "scores", "attention", "wo")
                .containsSubsequence("norm2", "w1", "silu", "w3", "swiglu", "w1", "silu", "w3", "swiglu", "w2");
    }

    @Test
    void headGroupsWithTheSameStoredHeadsShareTheirRows() {
        QuantisedModel model = SyntheticModels.model(1, Numerics.DEFAULT, 16, 20, 1, 8, 1, 8, 32, 8, true);

        ChipImage image = new ImageBuilder(LayoutOptions.singleTile(16)).build("m", model, "");

        assertThat(count(image, NodeFunction.SCORES)).isEqualTo(4);
        assertThat(count(image, NodeFunction.KEY)).isEqualTo(1);
        assertThat(image.core().depths().keyValues()).isEqualTo(8);
    }

    private static long sum(ChipImage image, ToLongFunction<OperatorTag> figure) {
        return image.tiles().stream()
                .flatMap(tile -> tile.operators().stream())
                .mapToLong(figure)
                .sum();
    }

    private static long count(ChipImage image, NodeFunction function) {
        return image.tiles().get(0).program().stream()
                .filter(instruction ->
                        image.tiles().get(0).descriptorOf(instruction).function() == function)
                .count();
    }
}
