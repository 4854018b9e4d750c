package io.github.dsllm.codegen.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutShape;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContiguousPartitionerTest extends PartitionerContract {
    private final BlockGraph blocks =
            new BlockGraph(new Geometry(new LayoutShape(64, 172, 5, 8, 4, 8, 512, true), 16), 4, 512);
    private final Partition partition = partitioner().partition(blocks);

    @Override
    protected Partitioner partitioner() {
        return new ContiguousPartitioner();
    }

    @Test
    void fourTilesShareTheWorkEvenly() {
        PartitionFigures figures = PartitionFigures.of(blocks, partition);

        assertThat(figures.loadImbalance()).isBetween(1.0, 1.1);
        assertThat(figures.cutWords()).isEqualTo(3 * 5 * (64 + 64 + 172 + 64) + 3 * 64 + 384);
    }

    @Test
    void oneTileHasNoTrafficAndNoImbalance() {
        BlockGraph single = new BlockGraph(blocks.geometry(), 1, 512);

        PartitionFigures figures = PartitionFigures.of(single, partitioner().partition(single));

        assertThat(figures).isEqualTo(new PartitionFigures(0, 1));
    }

    @Test
    void aPartitionThatForgetsABlockIsRefused() {
        Partition forgetful = new Partition(
                4,
                partition.headGroups().subList(1, 4),
                partition.residualGroups(),
                partition.hiddenGroups(),
                partition.vocabularyGroups());

        assertThatThrownBy(() -> PartitionChecker.check(blocks, forgetful, "forgetful"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("places 3 blocks of kind HEADS, the model has 4");
    }

    @Test
    void tilesThatDoNotExistAndScatteredTokensAreRefused() {
        List<Integer> scattered = new java.util.ArrayList<>(partition.vocabularyGroups());
        java.util.Collections.swap(scattered, 0, 31);
        Partition wrong =
                new Partition(4, List.of(0, 1, 2, 7), partition.residualGroups(), partition.hiddenGroups(), scattered);

        assertThatThrownBy(() -> PartitionChecker.check(blocks, wrong, "wrong"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("on tile 7")
                .hasMessageContaining("of tile 0 are not adjacent");
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        assertThatThrownBy(() -> Partitioners.named("magic"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("choose one of contiguous");
    }

    @Test
    void theDumpsNameEveryBlock() throws IOException {
        String dot = PartitionText.dot(blocks, partition);
        var json = new ObjectMapper().readTree(PartitionText.json(blocks, partition));

        assertThat(dot).startsWith("strict digraph").contains("hidden_10").contains("tile 3");
        assertThat(json.get("heads")).hasSize(4);
        assertThat(json.get("cutWords").asLong()).isPositive();
    }
}
