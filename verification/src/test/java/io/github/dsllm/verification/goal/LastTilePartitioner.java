package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.partition.BlockGraph;
import io.github.dsllm.codegen.partition.Partition;
import io.github.dsllm.codegen.partition.Partitioner;
import java.util.Collections;
import java.util.List;

/** What a third party would write: a class that is named in META-INF/services. This one gives everything to the last tile. */
public final class LastTilePartitioner implements Partitioner {
    static final String NAME = "last-tile";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Partition partition(BlockGraph blocks) {
        Geometry geometry = blocks.geometry();
        List<Integer> tiles = blocks.site().tiles();
        int last = tiles.get(tiles.size() - 1);
        Partition.Layer layer = new Partition.Layer(
                Collections.nCopies(geometry.headGroups(), last),
                Collections.nCopies(geometry.residualGroups(), last),
                Collections.nCopies(geometry.hiddenGroups(), last));
        return Partition.uniform(
                blocks.tiles(),
                geometry.shape().layers(),
                layer,
                Collections.nCopies(geometry.vocabularyGroups(), last));
    }
}
