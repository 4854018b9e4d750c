package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.layout.Geometry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Deals each kind of block out in turns, to tiles in the order of their distance from a corner: few blocks stand close together, in a square, and many are everywhere. Bands of
 * layers lie side by side in strips. O(blocks + tiles log tiles).
 */
public final class CompactPartitioner extends BandedPartitioner {
    private final int fewestBands;

    public CompactPartitioner() {
        this(1);
    }

    /** Layers in so many bands at least. */
    CompactPartitioner(int fewestBands) {
        this.fewestBands = fewestBands;
    }

    @Override
    int fewestBands() {
        return fewestBands;
    }

    @Override
    public String name() {
        return "compact";
    }

    @Override
    Cut cut(BlockGraph blocks, Band band, boolean isLastResort) {
        Geometry geometry = blocks.geometry();
        boolean sharesKeys = geometry.keyGroups() < geometry.headGroups();
        List<Integer> heads = turns(geometry.headGroups(), band);
        Partition.Layer layer = new Partition.Layer(
                sharesKeys ? adjacent(heads) : heads,
                turns(geometry.residualGroups(), band),
                turns(geometry.hiddenGroups(), band));
        List<Integer> vocabulary = adjacent(turns(geometry.vocabularyGroups(), band));
        return new Cut() {
            @Override
            public Partition.Layer layer() {
                return layer;
            }

            @Override
            public List<Integer> vocabulary() {
                return vocabulary;
            }
        };
    }

    private static List<Integer> turns(int count, Band band) {
        return IntStream.range(0, count)
                .mapToObj(block -> band.firstPart() + block % band.parts())
                .toList();
    }

    private static List<Integer> adjacent(List<Integer> owners) {
        List<Integer> sorted = new ArrayList<>(owners);
        Collections.sort(sorted);
        return sorted;
    }

    @Override
    IntUnaryOperator place(BlockGraph blocks, List<Band> bands, Partition parts) {
        return Regions.of(blocks.site(), bands)::get;
    }
}
