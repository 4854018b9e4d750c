package io.github.dsllm.codegen.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.place.Mesh;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link Partitioner} must do; a third party's test extends this. */
public abstract class PartitionerContract {
    /** The partitioner under test. */
    protected abstract Partitioner partitioner();

    @Test
    public void itPlacesEveryBlockOfAnyModelOnAnyMesh() {
        for (long seed = 0; seed < 200; seed++) {
            BlockGraph blocks = randomBlocks(seed);

            Partition partition = partitioner().partition(blocks);

            assertThat(PartitionChecker.problems(blocks, partition))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @Test
    public void itLeavesAbsentTilesAlone() {
        for (long seed = 0; seed < 40; seed++) {
            BlockGraph blocks = randomBlocks(seed);
            Mesh mesh = Mesh.of(4, 3).without(new Mesh.Tile(1, 0), new Mesh.Tile(2, 2));
            BlockGraph holes =
                    new BlockGraph(blocks.geometry(), new Site(mesh, Site.Room.BOUNDLESS, seed), blocks.context());

            Partition partition = partitioner().partition(holes);

            assertThat(PartitionChecker.problems(holes, partition))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @Test
    public void itGivesTheSamePartitionTwice() {
        assertThat(partitioner().partition(randomBlocks(7)))
                .isEqualTo(partitioner().partition(randomBlocks(7)));
    }

    @Test
    public void itIsFoundByItsName() {
        assertThat(Partitioners.named(partitioner().name())).hasSameClassAs(partitioner());
    }

    /** Blocks of a random model on up to 16 tiles. */
    protected static BlockGraph randomBlocks(long seed) {
        Random random = new Random(seed);
        int kvHeads = 1 + random.nextInt(4);
        LayoutShape shape = new LayoutShape(
                1 + random.nextInt(200),
                1 + random.nextInt(300),
                1 + random.nextInt(4),
                kvHeads * (1 + random.nextInt(4)),
                kvHeads,
                2 + 2 * random.nextInt(7),
                1 + random.nextInt(500),
                random.nextBoolean());
        return new BlockGraph(new Geometry(shape, 16 << random.nextInt(3)), 1 + random.nextInt(16), 32);
    }
}
