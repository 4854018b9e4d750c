package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.layout.Geometry;
import java.util.ArrayList;
import java.util.List;

/** Gives every layer tiles of its own, an adjacent share of them, and the vocabulary the last tiles: no tile works for two layers if there are enough. */
public final class Pipeline implements Partitioner {
    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public Partition partition(BlockGraph blocks) {
        Geometry geometry = blocks.geometry();
        int stages = geometry.shape().layers() + 1;
        List<Partition.Layer> layers = new ArrayList<>();
        for (int layer = 0; layer + 1 < stages; layer++) {
            layers.add(new Partition.Layer(
                    share(geometry.headGroups(), layer, stages, blocks.tiles()),
                    share(geometry.residualGroups(), layer, stages, blocks.tiles()),
                    share(geometry.hiddenGroups(), layer, stages, blocks.tiles())));
        }
        return new Partition(
                blocks.tiles(), layers, share(geometry.vocabularyGroups(), stages - 1, stages, blocks.tiles()));
    }

    private static List<Integer> share(int groups, int stage, int stages, int tiles) {
        int first = stage * tiles / stages;
        int count = Math.max(1, (stage + 1) * tiles / stages - first);
        List<Integer> owners = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            owners.add(first + group * count / groups);
        }
        return owners;
    }
}
