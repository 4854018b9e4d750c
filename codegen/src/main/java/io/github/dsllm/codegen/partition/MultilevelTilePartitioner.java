package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.place.MeshPlacement;
import io.github.dsllm.codegen.place.MeshPlacer;
import io.github.dsllm.codegen.place.Traffic;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Cuts the blocks of each band of layers with {@link io.github.dsllm.codegen.partition.multilevel.MultilevelPartitioner} and places the parts where the words that
 * travel go shortest. Draws random numbers from the seed of the {@link Site}.
 */
public final class MultilevelTilePartitioner extends BandedPartitioner {
    @Override
    public String name() {
        return "multilevel";
    }

    @Override
    Cut cut(BlockGraph blocks, Band band, boolean isLastResort) {
        return new BandCut(blocks, band, isLastResort);
    }

    @Override
    IntUnaryOperator place(BlockGraph blocks, List<Band> bands, Partition parts) {
        Site site = blocks.site();
        List<Integer> tiles = site.tiles();
        List<TileTraffic.Link> links = TileTraffic.of(blocks, parts);
        Traffic traffic = Traffic.of(
                tiles.size(),
                links.stream().mapToInt(TileTraffic.Link::from).toArray(),
                links.stream().mapToInt(TileTraffic.Link::to).toArray(),
                links.stream().mapToLong(TileTraffic.Link::words).toArray());
        MeshPlacement placement = MeshPlacer.place(traffic, site.mesh().distancesThroughAbsentTiles(), 1, site.seed());
        return part -> tiles.get(placement.tileOf(part));
    }
}
