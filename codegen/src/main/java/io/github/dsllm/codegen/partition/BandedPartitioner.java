package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.partition.Block.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Divides the layers into bands with tiles of their own, as few bands as the memories of the tiles allow.
 *
 * <p>A token waits for the busiest tile of each stage, so every stage of a layer is spread over all tiles of its band, and one band for all layers spreads it furthest.
 * More bands are made where a tile would hold more than it has room for: with fewer blocks of a stage than tiles, a band for all layers piles them up on some tiles and leaves
 * others empty. docs/partitioning.md §3 has the reasons.
 */
abstract class BandedPartitioner implements Partitioner {

    /** The blocks of one band on its parts. */
    interface Cut {
        /** The parts of every layer of the band. */
        Partition.Layer layer();

        /** The parts of the groups of tokens, those of a part adjacent; asked of the last band only. */
        List<Integer> vocabulary();
    }

    /**
     * Blocks of a band on parts.
     *
     * @param isLastResort whether no more bands will be made: a stage may then be spread less evenly if all fits that way
     */
    abstract Cut cut(BlockGraph blocks, Band band, boolean isLastResort);

    /** Parts on tiles; part 0 must go to tile 0. */
    abstract IntUnaryOperator place(BlockGraph blocks, List<Band> bands, Partition parts);

    /** How many bands to begin with. */
    int fewestBands() {
        return 1;
    }

    @Override
    public final Partition partition(BlockGraph blocks) {
        int layers = blocks.geometry().shape().layers();
        int most = Math.min(layers, blocks.site().tiles().size());
        int count = Math.min(most, fewestBands());
        while (true) {
            List<Band> bands = Band.divide(blocks, count);
            if (count == most || bands.stream().allMatch(band -> mayFit(blocks, band))) {
                Partition parts = parts(blocks, bands, count == most);
                if (count == most || fits(blocks, parts)) {
                    return placed(parts, place(blocks, bands, parts));
                }
            }
            count = Math.min(most, 2 * count);
        }
    }

    private static boolean fits(BlockGraph blocks, Partition partition) {
        return TileLoad.of(blocks, partition).stream()
                .allMatch(load -> load.fits(blocks.site().room()));
    }

    /** False where some tile must get more of one kind alone than it has room for. */
    private static boolean mayFit(BlockGraph blocks, Band band) {
        for (Kind kind : Kind.OF_A_LAYER) {
            List<Block> members = blocks.blocks(kind, band.first());
            long most = (members.size() + band.parts() - 1L) / band.parts() * band.layers();
            long words = kind == Kind.HEADS
                    ? blocks.geometry().shape().dim()
                    : members.get(0).couplingWords();
            if (most * words > blocks.site().room().couplingWords()) {
                return false;
            }
        }
        return true;
    }

    private Partition parts(BlockGraph blocks, List<Band> bands, boolean isLastResort) {
        List<Partition.Layer> layers = new ArrayList<>();
        List<Integer> vocabulary = List.of();
        for (Band band : bands) {
            Cut cut = cut(blocks, band, isLastResort);
            for (int layer = band.first(); layer < band.end(); layer++) {
                layers.add(cut.layer());
            }
            vocabulary = band.isLast() ? cut.vocabulary() : vocabulary;
        }
        return new Partition(blocks.tiles(), layers, vocabulary);
    }

    private static Partition placed(Partition parts, IntUnaryOperator tileOf) {
        return new Partition(
                parts.tiles(),
                parts.layers().stream()
                        .map(layer -> new Partition.Layer(
                                placed(layer.headGroups(), tileOf),
                                placed(layer.residualGroups(), tileOf),
                                placed(layer.hiddenGroups(), tileOf)))
                        .toList(),
                placed(parts.vocabularyGroups(), tileOf));
    }

    private static List<Integer> placed(List<Integer> parts, IntUnaryOperator tileOf) {
        return parts.stream().map(tileOf::applyAsInt).toList();
    }
}
