package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.partition.BlockGraph;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.partition.Partitioners;
import io.github.dsllm.codegen.partition.Site;
import io.github.dsllm.codegen.partition.TileLoad;
import io.github.dsllm.codegen.place.Mesh;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What to do where the blocks of a model do not fit the tiles of a chip: another partitioner, or the smallest mesh that some partitioner fills. */
final class SmallestMesh {
    private static final int LONGEST_SIDE = 64;
    private static final int MOST_TILES = 1024;
    private static final double GROWTH = 1.1;

    private final Placement placement;
    private final BlockGraph blocks;
    private final Site.Room room;

    private SmallestMesh(Placement placement) {
        this.placement = placement;
        this.blocks = placement.blocks();
        this.room = blocks.site().room();
    }

    /** A remedy that ends a "perhaps you should"; says so where more tiles do not mend it. */
    static String remedy(Placement placement) {
        return new SmallestMesh(placement).remedy();
    }

    private String remedy() {
        if (fits(placement)) {
            return "give the chip";
        }
        Optional<String> other = partitionerFor(blocks.site().mesh());
        if (other.isPresent()) {
            return "take -Ddsllm.partitioner=" + other.get() + ", which fits these tiles, or give the chip";
        }
        for (Mesh mesh : hasRoomForEveryBlock() ? larger() : List.<Mesh>of()) {
            Optional<String> found = partitionerFor(mesh);
            if (found.isPresent()) {
                return "give the chip " + mesh.height() + " rows and " + mesh.width()
                        + " columns of such tiles, the smallest mesh that was found to hold the model (by "
                        + found.get()
                        + "), or";
            }
        }
        return "give each tile (more tiles do not mend it)";
    }

    /** The first partitioner that fills the tiles; only the first of all is asked for many tiles, as {@link PartitionChoice} does. */
    private Optional<String> partitionerFor(Mesh mesh) {
        long asked = mesh.width() * mesh.height() > PartitionChoice.FORESEEN_TILES ? 1 : Long.MAX_VALUE;
        return Partitioners.all().values().stream()
                .limit(asked)
                .filter(partitioner -> fits(partitioner, mesh))
                .map(Partitioner::name)
                .findFirst();
    }

    private boolean hasRoomForEveryBlock() {
        return blocks.blocks().stream()
                .allMatch(block ->
                        block.couplingWords() <= room.couplingWords() && block.keyValueRows() <= room.keyValueRows());
    }

    private static boolean fits(Placement placement) {
        return TileLoad.of(placement.blocks(), placement.partition()).stream()
                .allMatch(load -> load.fits(placement.blocks().site().room()));
    }

    private boolean fits(Partitioner partitioner, Mesh mesh) {
        BlockGraph moved = new BlockGraph(
                blocks.geometry(), new Site(mesh, room, blocks.site().seed()), blocks.context());
        return TileLoad.of(moved, partitioner.partition(moved)).stream().allMatch(load -> load.fits(room));
    }

    /** Meshes that are at most twice as wide as high, from the first that has room for the sums, each a tenth larger than the one before or a tile. */
    private List<Mesh> larger() {
        long fewest = blocks.site().tiles().size() + 1L;
        long all = blocks.blocks().stream()
                .mapToLong(block -> block.couplingWords())
                .sum();
        if (blocks.geometry().keyGroups() == blocks.geometry().headGroups()) {
            fewest = Math.max(fewest, (all + room.couplingWords() - 1) / room.couplingWords());
        }
        List<Mesh> meshes = new ArrayList<>();
        for (int rows = 1; rows <= LONGEST_SIDE; rows++) {
            for (int columns = rows; columns <= Math.min(LONGEST_SIDE, 2 * rows); columns++) {
                int tiles = rows * columns;
                if (tiles >= fewest
                        && tiles <= Math.min(MOST_TILES, 2 * blocks.blocks().size())) {
                    meshes.add(Mesh.of(columns, rows));
                }
            }
        }
        meshes.sort(Comparator.comparingInt((Mesh mesh) -> mesh.width() * mesh.height())
                .thenComparingInt(Mesh::width));
        List<Mesh> tried = new ArrayList<>();
        double next = 0;
        for (Mesh mesh : meshes) {
            if (mesh.width() * mesh.height() >= next) {
                tried.add(mesh);
                next = Math.max(mesh.width() * mesh.height() + 1, GROWTH * mesh.width() * mesh.height());
            }
        }
        return tried;
    }
}
