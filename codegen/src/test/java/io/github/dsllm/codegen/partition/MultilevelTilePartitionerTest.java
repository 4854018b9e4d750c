package io.github.dsllm.codegen.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.partition.Block.Kind;
import io.github.dsllm.codegen.place.Mesh;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MultilevelTilePartitionerTest extends PartitionerContract {
    private static final LayoutShape SHAPE = new LayoutShape(64, 172, 5, 8, 4, 8, 512, true);

    @Override
    protected Partitioner partitioner() {
        return new MultilevelTilePartitioner();
    }

    @Test
    void everyStageIsSpreadOverAllTilesWhereMemoryAllows() {
        BlockGraph blocks = blocks(Mesh.of(2, 2), Long.MAX_VALUE, 1);

        Partition partition = partitioner().partition(blocks);

        for (Kind kind : Kind.OF_A_LAYER) {
            int count = blocks.blocks(kind, 0).size();
            assertThat(busiest(partition.owners(kind, 3))).as("%s", kind).isEqualTo((count + 3) / 4);
        }
        assertThat(busiest(partition.vocabularyGroups())).isEqualTo(8);
    }

    @Test
    void findsRoomWhereAnEqualShareOfEveryKindHasNone() {
        BlockGraph blocks = blocks(Mesh.of(4, 4), 1620, 1);

        assertThat(largest(blocks, new ContiguousPartitioner())).isGreaterThan(1620);
        assertThat(largest(blocks, new CompactPartitioner())).isLessThanOrEqualTo(1620);
        assertThat(largest(blocks, partitioner())).isLessThanOrEqualTo(1620);
        assertThat(partitioner().partition(blocks).layers().stream().distinct())
                .as("all layers still share their tiles")
                .hasSize(1);
    }

    @Test
    void givesLayersTilesOfTheirOwnWhereNothingElseFits() {
        BlockGraph blocks = blocks(Mesh.of(8, 8), 405, 1);

        assertThat(largest(blocks, partitioner())).isLessThanOrEqualTo(405);
        assertThat(partitioner().partition(blocks).layers().stream().distinct().count())
                .isGreaterThan(1);
    }

    @Test
    void anotherSeedMayGiveAnotherPartition() {
        List<Partition> partitions = java.util.stream.LongStream.range(0, 5)
                .mapToObj(seed -> partitioner().partition(blocks(Mesh.of(4, 4), Long.MAX_VALUE, seed)))
                .distinct()
                .toList();

        assertThat(partitions).hasSizeGreaterThan(1);
    }

    private static BlockGraph blocks(Mesh mesh, long couplingWords, long seed) {
        Site.Room room = new Site.Room(couplingWords, Long.MAX_VALUE, Long.MAX_VALUE);
        return new BlockGraph(new Geometry(SHAPE, 16), new Site(mesh, room, seed), 256);
    }

    private static long largest(BlockGraph blocks, Partitioner partitioner) {
        return TileLoad.of(blocks, partitioner.partition(blocks)).stream()
                .mapToLong(TileLoad::couplingWords)
                .max()
                .orElseThrow();
    }

    private static long busiest(List<Integer> owners) {
        return Collections.max(owners.stream()
                .collect(Collectors.groupingBy(owner -> owner, Collectors.counting()))
                .values());
    }
}
