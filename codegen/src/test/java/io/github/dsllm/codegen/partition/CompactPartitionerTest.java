package io.github.dsllm.codegen.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.place.Mesh;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CompactPartitionerTest extends PartitionerContract {
    @Override
    protected Partitioner partitioner() {
        return new CompactPartitioner();
    }

    @Test
    void fewBlocksStandInASquareAndOnOneChipWhereLinksBetweenChipsAreSlow() {
        assertThat(residualTiles(new Mesh(4, 2, Set.of(), 4, 1, 1))).containsExactly(0, 1, 4, 5);
        assertThat(residualTiles(new Mesh(4, 2, Set.of(), 4, 1, 8))).containsExactly(0, 1, 2, 3);
    }

    /** Tiles of the four residual groups of a layer. */
    private Set<Integer> residualTiles(Mesh mesh) {
        Geometry geometry = new Geometry(new LayoutShape(64, 172, 5, 8, 4, 8, 512, true), 16);
        BlockGraph blocks = new BlockGraph(geometry, new Site(mesh, Site.Room.BOUNDLESS, 1), 256);
        return new TreeSet<>(partitioner().partition(blocks).layers().get(0).residualGroups());
    }
}
