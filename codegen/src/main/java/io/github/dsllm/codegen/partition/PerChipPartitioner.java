package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.place.Mesh;

/**
 * Takes as few chips as hold the model, row by row, and divides the layers into as many bands at least, laid out chip by chip: a stage is spread over fewer tiles, but most exchanges stay on
 * a chip. A band that has more tiles than a chip takes those that are missing from the next one. Otherwise it is {@link CompactPartitioner}. O(chips · (blocks + tiles log tiles)).
 */
public final class PerChipPartitioner implements Partitioner {
    @Override
    public String name() {
        return "per-chip";
    }

    /** On one chip it does what "compact" does. */
    @Override
    public boolean suits(Mesh mesh) {
        return mesh.crossing() > 1 && mesh.chips() > 1;
    }

    @Override
    public Partition partition(BlockGraph blocks) {
        Site site = blocks.site();
        Partition partition = new CompactPartitioner().partition(blocks);
        for (int chips = site.mesh().chips(); chips >= 1; chips--) {
            Mesh first = site.mesh().firstChips(chips);
            BlockGraph fewer =
                    new BlockGraph(blocks.geometry(), new Site(first, site.room(), site.seed()), blocks.context());
            Partition tried = new CompactPartitioner(chips).partition(fewer);
            if (!TileLoad.of(fewer, tried).stream().allMatch(load -> load.fits(site.room()))) {
                break;
            }
            partition = tried;
        }
        return partition;
    }
}
