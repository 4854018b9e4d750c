package io.github.dsllm.codegen.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.place.Mesh;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PerChipPartitionerTest extends PartitionerContract {
    private static final Mesh TWO_CHIPS = new Mesh(4, 2, Set.of(new Mesh.Tile(3, 1)), 2, 2, 8);

    @Override
    protected Partitioner partitioner() {
        return new PerChipPartitioner();
    }

    @Test
    void oneChipIsEnoughWhereItHoldsTheModel() {
        assertThat(chips(Long.MAX_VALUE, 0)).containsExactly(0);
        assertThat(chips(Long.MAX_VALUE, 4)).containsExactly(0);
    }

    @Test
    void firstLayersHaveAChipOfTheirOwnWhereOneIsTooSmall() {
        assertThat(chips(3000, 0)).containsExactly(1);
        assertThat(chips(3000, 1)).containsExactly(1);
        assertThat(chips(3000, 4)).contains(0);
    }

    @Test
    void isTriedWhereChipsHaveSlowLinks() {
        assertThat(partitioner().suits(TWO_CHIPS)).isTrue();
        assertThat(partitioner().suits(Mesh.of(4, 2))).isFalse();
    }

    /** The chips that have blocks of a layer of stories260K's sizes, 16,208 coupling words in all. */
    private Set<Integer> chips(long couplingWords, int layer) {
        Geometry geometry = new Geometry(new LayoutShape(64, 172, 5, 8, 4, 8, 512, true), 16);
        Site.Room room = new Site.Room(couplingWords, Long.MAX_VALUE, Long.MAX_VALUE);
        BlockGraph blocks = new BlockGraph(geometry, new Site(TWO_CHIPS, room, 1), 256);
        Partition partition = partitioner().partition(blocks);
        return blocks.blocks().stream()
                .filter(block -> block.layer() == layer)
                .map(block -> TWO_CHIPS.chip(TWO_CHIPS.tile(partition.tileOf(block))))
                .collect(Collectors.toSet());
    }
}
