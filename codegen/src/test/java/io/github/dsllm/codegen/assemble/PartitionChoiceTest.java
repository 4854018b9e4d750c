package io.github.dsllm.codegen.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.MemorySize;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.partition.Partitioners;
import io.github.dsllm.codegen.partition.TileLoad;
import io.github.dsllm.codegen.place.Mesh;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.ShapeQuantisation;
import io.github.dsllm.codegen.timing.CycleModel;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** On the sizes of stories260K. */
class PartitionChoiceTest {
    private final Quantisation model = ShapeQuantisation.of(
            TinyModels.shape(64, 172, 5, 8, 4, 512, 256), Numerics.DEFAULT, OperatorMappings.load());

    @Test
    void takesTheFewestForeseenCycles() {
        LayoutOptions chips =
                LayoutOptions.mesh(2, 4, 16).withMesh(new Mesh(4, 2, Set.of(new Mesh.Tile(3, 1)), 2, 2, 16));
        for (LayoutOptions options : List.of(
                LayoutOptions.mesh(2, 2, 16), LayoutOptions.mesh(3, 3, 16), LayoutOptions.mesh(4, 4, 8), chips)) {
            PartitionChoice choice = new PartitionChoice(options, model, 1);

            long best = cycles(options, choice.best());
            for (Partitioner other : Partitioners.all().values()) {
                assertThat(best)
                        .as("%s against %s, %s", choice.best().name(), other.name(), choice.describe())
                        .isLessThanOrEqualTo(cycles(options, other));
            }
            assertThat(choice.describe()).startsWith(choice.best().name() + " " + best + " cycles");
        }
    }

    @Test
    void fourTilesAreAtMostATenthSlowerThanOneOfAsManyLanes() {
        LayoutOptions four = LayoutOptions.mesh(2, 2, 16);
        PartitionChoice choice = new PartitionChoice(four, model, 1);

        long one = cycles(LayoutOptions.singleTile(64), Partitioners.named(Partitioners.DEFAULT));

        assertThat((double) cycles(four, choice.best()) / one).isLessThanOrEqualTo(1.10);
    }

    @Test
    void takesOneThatFitsWhereOthersDoNot() {
        LayoutOptions options = withCouplingWords(LayoutOptions.mesh(4, 4, 16), 1316);

        PartitionChoice choice = new PartitionChoice(options, model, 1);

        assertThat(choice.best().name()).isEqualTo("multilevel");
        assertThat(choice.describe()).contains("contiguous does not fit");
        assertThat(TileLoad.of(choice.placement().blocks(), choice.placement().partition()))
                .allSatisfy(load -> assertThat(load.couplingWords()).isLessThanOrEqualTo(1316));
    }

    @Test
    void foreseesNothingOnThousandsOfTiles() {
        PartitionChoice choice = new PartitionChoice(LayoutOptions.mesh(32, 32, 16), model, 1);

        assertThat(choice.describe()).isEqualTo("compact fits");
    }

    private static LayoutOptions withCouplingWords(LayoutOptions options, int words) {
        LayoutOptions.Limits none = LayoutOptions.Limits.NONE;
        return options.withLimits(new LayoutOptions.Limits(
                MemorySize.ofWords(words), none.states(), none.keyValues(), none.accumulatorBits(), none.scoreBits()));
    }

    private long cycles(LayoutOptions options, Partitioner partitioner) {
        Schedule schedule = new ImageBuilder(options, partitioner).schedule(model);
        return new CycleModel(schedule.core(), schedule.programs()).cycles(128, 0);
    }
}
