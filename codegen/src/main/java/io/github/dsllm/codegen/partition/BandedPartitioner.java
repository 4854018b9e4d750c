package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.place.MeshPlacement;
import io.github.dsllm.codegen.place.MeshPlacer;
import io.github.dsllm.codegen.place.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Divides the layers into bands with tiles of their own, as few bands as the memories of the tiles allow, cuts the blocks of each band with the multilevel
 * partitioner and places the parts on the mesh.
 *
 * <p>A token waits for the busiest tile of each stage, so every stage of a layer is spread over all tiles of its band, and one band for all layers spreads it
 * furthest. More bands are made where a tile would hold more than it has room for: with fewer blocks per stage than tiles, a band for all layers piles them up on some tiles and
 * leaves others empty. docs/partitioning.md §3 has the reasons.
 */
public final class BandedPartitioner implements Partitioner {
    @Override
    public String name() {
        return "multilevel";
    }

    @Override
    public Partition partition(BlockGraph blocks) {
        int layers = blocks.geometry().shape().layers();
        int most = Math.min(layers, blocks.site().tiles().size());
        Partition parts = null;
        for (int bands = 1; parts == null || !fits(blocks, parts) && bands < most; ) {
            parts = parts(blocks, bands);
            bands = Math.min(most, 2 * bands);
        }
        return placed(blocks, parts);
    }

    private static boolean fits(BlockGraph blocks, Partition partition) {
        return TileLoad.of(blocks, partition).stream()
                .allMatch(load -> load.fits(blocks.site().room()));
    }

    /** A partition into as many parts as there are tiles; part 0 is the one that samples. */
    private static Partition parts(BlockGraph blocks, int count) {
        List<Band> bands = Band.divide(blocks, count);
        BandCut[] cuts = bands.stream().map(band -> BandCut.of(blocks, band)).toArray(BandCut[]::new);
        List<Partition.Layer> layers = new ArrayList<>();
        for (int index = 0; index < cuts.length; index++) {
            for (int layer = bands.get(index).first(); layer < bands.get(index).end(); layer++) {
                layers.add(cuts[index].layer());
            }
        }
        return new Partition(blocks.tiles(), layers, cuts[cuts.length - 1].vocabulary());
    }

    private static Partition placed(BlockGraph blocks, Partition parts) {
        Site site = blocks.site();
        List<Integer> tiles = site.tiles();
        List<TileTraffic.Link> links = TileTraffic.of(blocks, parts);
        Traffic traffic = Traffic.of(
                tiles.size(),
                links.stream().mapToInt(TileTraffic.Link::from).toArray(),
                links.stream().mapToInt(TileTraffic.Link::to).toArray(),
                links.stream().mapToLong(TileTraffic.Link::words).toArray());
        MeshPlacement placement = MeshPlacer.place(traffic, site.mesh().distancesThroughAbsentTiles(), 1, site.seed());
        return renumbered(parts, part -> tiles.get(placement.tileOf(part)));
    }

    private static Partition renumbered(Partition parts, IntUnaryOperator tileOf) {
        return new Partition(
                parts.tiles(),
                parts.layers().stream()
                        .map(layer -> new Partition.Layer(
                                renumbered(layer.headGroups(), tileOf),
                                renumbered(layer.residualGroups(), tileOf),
                                renumbered(layer.hiddenGroups(), tileOf)))
                        .toList(),
                renumbered(parts.vocabularyGroups(), tileOf));
    }

    private static List<Integer> renumbered(List<Integer> parts, IntUnaryOperator tileOf) {
        return parts.stream().map(tileOf::applyAsInt).toList();
    }
}
