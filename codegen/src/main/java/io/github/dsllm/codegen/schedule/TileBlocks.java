package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.RowGroup;
import io.github.dsllm.codegen.layout.Stage;
import io.github.dsllm.codegen.partition.Partition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The blocks of one tile under a partition. */
public final class TileBlocks {
    private final int tile;
    private final Geometry geometry;
    private final Partition partition;
    private final List<Integer> keyGroups;

    public TileBlocks(int tile, Geometry geometry, Partition partition) {
        this.tile = tile;
        this.geometry = geometry;
        this.partition = partition;
        this.keyGroups = keyGroupsOf(tile);
    }

    public int tile() {
        return tile;
    }

    public List<Integer> headGroups() {
        return Partition.ownedBy(tile, partition.headGroups());
    }

    public List<Integer> residualGroups() {
        return Partition.ownedBy(tile, partition.residualGroups());
    }

    public List<Integer> hiddenGroups() {
        return Partition.ownedBy(tile, partition.hiddenGroups());
    }

    public List<Integer> vocabularyGroups() {
        return Partition.ownedBy(tile, partition.vocabularyGroups());
    }

    /** Key groups that the head groups of this tile need, each once. */
    public List<Integer> keyGroups() {
        return keyGroups;
    }

    /** Stored heads of a key group whose rows are not held before, on a lower tile or in an earlier group: those whose work counts once. */
    int homeHeads(int keyGroup) {
        Set<Integer> seen = new HashSet<>();
        for (int other = 0; other < tile; other++) {
            keyGroupsOf(other).forEach(group -> seen.addAll(geometry.storedHeadsOf(group)));
        }
        for (int group : keyGroups) {
            if (group == keyGroup) {
                break;
            }
            seen.addAll(geometry.storedHeadsOf(group));
        }
        Set<Integer> home = new HashSet<>(geometry.storedHeadsOf(keyGroup));
        home.removeAll(seen);
        return home.size();
    }

    /** All row groups of the tile, in the order in which a token meets them; those of the head (and embedding) adjacent. */
    public List<RowGroup> rowGroups() {
        List<RowGroup> groups = new ArrayList<>();
        if (!geometry.shape().tied()) {
            add(groups, Stage.EMBEDDING, -1, vocabularyGroups());
        }
        for (int layer = 0; layer < geometry.shape().layers(); layer++) {
            add(groups, Stage.QUERY, layer, headGroups());
            if (geometry.keyBesideValue()) {
                add(groups, Stage.KEY_VALUE, layer, keyGroups);
            } else {
                add(groups, Stage.KEY, layer, keyGroups);
                add(groups, Stage.VALUE, layer, keyGroups);
            }
            add(groups, Stage.ATTENTION_OUTPUT, layer, residualGroups());
            add(groups, Stage.GATE, layer, hiddenGroups());
            add(groups, Stage.UP, layer, hiddenGroups());
            add(groups, Stage.DOWN, layer, residualGroups());
        }
        add(groups, Stage.HEAD, -1, vocabularyGroups());
        return groups;
    }

    private List<Integer> keyGroupsOf(int someTile) {
        return Partition.ownedBy(someTile, partition.headGroups()).stream()
                .map(geometry::keyGroupOf)
                .distinct()
                .toList();
    }

    private static void add(List<RowGroup> groups, Stage stage, int layer, List<Integer> indices) {
        indices.forEach(index -> groups.add(new RowGroup(stage, layer, index)));
    }
}
