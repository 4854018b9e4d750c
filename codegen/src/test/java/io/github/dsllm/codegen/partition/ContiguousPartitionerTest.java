package io.github.dsllm.codegen.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
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
        List<Partition.Layer> layers = new ArrayList<>(partition.layers());
        Partition.Layer whole = layers.get(2);
        layers.set(
                2, new Partition.Layer(whole.headGroups().subList(1, 4), whole.residualGroups(), whole.hiddenGroups()));
        Partition forgetful = new Partition(4, layers, partition.vocabularyGroups());

        assertThatThrownBy(() -> PartitionChecker.check(blocks, forgetful, "forgetful"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("places 3 blocks of kind HEADS in layer 2, the model has 4");
    }

    @Test
    void tilesThatDoNotExistAndScatteredTokensAreRefused() {
        List<Integer> scattered = new ArrayList<>(partition.vocabularyGroups());
        Collections.swap(scattered, 0, 31);
        Partition.Layer layer = partition.layers().get(0);
        Partition.Layer elsewhere =
                new Partition.Layer(List.of(0, 1, 2, 7), layer.residualGroups(), layer.hiddenGroups());
        Partition wrong = Partition.uniform(4, 5, elsewhere, scattered);

        assertThatThrownBy(() -> PartitionChecker.check(blocks, wrong, "wrong"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("in layer 4 is on tile 7")
                .hasMessageContaining("of tile 0 are not adjacent");
    }

    @Test
    void aLayerThatIsMissingIsRefused() {
        Partition.Layer layer = partition.layers().get(0);
        Partition short4 = Partition.uniform(4, 4, layer, partition.vocabularyGroups());

        assertThatThrownBy(() -> PartitionChecker.check(blocks, short4, "short"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("places 4 layers, the model has 5");
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        assertThatThrownBy(() -> Partitioners.named("magic"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("choose one of compact, contiguous, multilevel, per-chip");
    }

    @Test
    void theDumpsNameEveryBlock() throws IOException {
        String dot = PartitionText.dot(blocks, partition);
        var json = new ObjectMapper().readTree(PartitionText.json(blocks, partition));

        assertThat(dot).startsWith("strict digraph").contains("hidden_4_10").contains("tile 3");
        assertThat(json.get("layers")).hasSize(5);
        assertThat(json.get("layers").get(4).get("heads")).hasSize(4);
        assertThat(json.get("cutWords").asLong()).isPositive();
    }
}
