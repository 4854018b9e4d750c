package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.layout.Geometry;
import java.util.ArrayList;
import java.util.List;

/** Gives every tile an equal, adjacent share of each kind of block, so that loads differ by one block of each kind at most. */
public final class ContiguousPartitioner {

    public Partition partition(Geometry geometry, int tiles) {
        return new Partition(
                tiles,
                shares(geometry.headGroups(), tiles),
                shares(geometry.residualGroups(), tiles),
                shares(geometry.hiddenGroups(), tiles),
                shares(geometry.vocabularyGroups(), tiles));
    }

    private static List<Integer> shares(int blocks, int tiles) {
        List<Integer> owners = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            owners.add((int) ((long) block * tiles / blocks));
        }
        return owners;
    }
}
