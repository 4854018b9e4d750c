package io.github.dsllm.codegen.partition;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives every tile an equal, adjacent share of each kind of block, the same in all layers, so that loads differ by one block of each kind and layer at most.
 */
public final class ContiguousPartitioner implements Partitioner {

    @Override
    public String name() {
        return "contiguous";
    }

    @Override
    public Partition partition(BlockGraph blocks) {
        var geometry = blocks.geometry();
        List<Integer> tiles = blocks.site().tiles();
        Partition.Layer layer = new Partition.Layer(
                shares(geometry.headGroups(), tiles),
                shares(geometry.residualGroups(), tiles),
                shares(geometry.hiddenGroups(), tiles));
        return Partition.uniform(
                blocks.tiles(), geometry.shape().layers(), layer, shares(geometry.vocabularyGroups(), tiles));
    }

    private static List<Integer> shares(int count, List<Integer> tiles) {
        List<Integer> owners = new ArrayList<>();
        for (int block = 0; block < count; block++) {
            owners.add(tiles.get((int) ((long) block * tiles.size() / count)));
        }
        return owners;
    }
}
