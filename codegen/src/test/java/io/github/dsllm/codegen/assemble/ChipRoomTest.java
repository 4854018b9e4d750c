package io.github.dsllm.codegen.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.partition.BlockGraph;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.partition.Partitioners;
import io.github.dsllm.codegen.partition.Site;
import io.github.dsllm.codegen.partition.TileLoad;
import io.github.dsllm.codegen.place.Mesh;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChipRoomTest {
    private static final int SIDE = 17;

    private static BlockGraph blocks(int side, long words) {
        Geometry geometry = new Geometry(LayoutShape.of(TinyModels.shape(64, 172, 5, 8, 4, 512, 64)), 8);
        Site.Room room = new Site.Room(words, Long.MAX_VALUE, Long.MAX_VALUE);
        return new BlockGraph(geometry, new Site(Mesh.of(side, side), room, 1), 64);
    }

    @Test
    void noPartitionTakesLessThanTheLeast() {
        BlockGraph blocks = blocks(3, Long.MAX_VALUE);
        TileLoad least = TileLoad.least(blocks);

        for (Partitioner partitioner : Partitioners.all().values()) {
            if (partitioner.suits(blocks.site().mesh())) {
                List<TileLoad> loads = TileLoad.of(blocks, partitioner.partition(blocks));

                assertThat(loads.stream().mapToLong(TileLoad::couplingWords).sum())
                        .as(partitioner.name())
                        .isGreaterThanOrEqualTo(least.couplingWords());
                assertThat(loads.stream().mapToLong(TileLoad::keyValueRows).sum())
                        .as(partitioner.name())
                        .isGreaterThanOrEqualTo(least.keyValueRows());
            }
        }
    }

    @Test
    void whatCannotFitIsRefusedWithTheNumberOfTilesThatWouldHaveRoom() {
        long least = TileLoad.least(blocks(SIDE, 1)).couplingWords();
        long enough = (least + SIDE * SIDE - 1) / (SIDE * SIDE);

        assertThatCode(() -> ChipRoom.require(blocks(SIDE, enough))).doesNotThrowAnyException();
        assertThatThrownBy(() -> ChipRoom.require(blocks(SIDE, enough - 1)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("at least " + least + " coupling words, 289 tiles have " + (enough - 1) + " each")
                .hasMessageContaining("more than " + (least + enough - 2) / (enough - 1) + " such tiles");
    }

    @Test
    void onFewTilesThePartitionSaysMore() {
        assertThatCode(() -> ChipRoom.require(blocks(3, 1))).doesNotThrowAnyException();
    }
}
