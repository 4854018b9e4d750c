package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.RowGroup;
import io.github.dsllm.codegen.layout.Stage;
import io.github.dsllm.codegen.partition.Partition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The blocks of one tile under a partition, layer by layer. */
public final class TileBlocks {
    /**
     * The blocks of a tile in one layer.
     *
     * @param headGroups attention head groups
     * @param residualGroups groups of the residual stream
     * @param hiddenGroups groups of the hidden states
     * @param keyGroups key groups that the head groups need, each once, with the stored heads whose rows are not held before, on a lower tile or in an earlier
     *     group: those whose work counts
     * @param firstKeyGroup key groups of the layers before, by which its keys and values are addressed
     */
    private record Layer(
            List<Integer> headGroups,
            List<Integer> residualGroups,
            List<Integer> hiddenGroups,
            Map<Integer, Integer> keyGroups,
            int firstKeyGroup) {}

    private final int tile;
    private final Geometry geometry;
    private final List<Layer> layers = new ArrayList<>();
    private List<Integer> vocabularyGroups = List.of();
    private int storedGroups;

    private TileBlocks(int tile, Geometry geometry) {
        this.tile = tile;
        this.geometry = geometry;
    }

    /** The blocks of all tiles. */
    public static List<TileBlocks> of(Geometry geometry, Partition partition) {
        List<TileBlocks> tiles = new ArrayList<>();
        for (int tile = 0; tile < partition.tiles(); tile++) {
            tiles.add(new TileBlocks(tile, geometry));
        }
        for (Partition.Layer layer : partition.layers()) {
            Map<Integer, List<Integer>> heads = byTile(layer.headGroups());
            Map<Integer, List<Integer>> residual = byTile(layer.residualGroups());
            Map<Integer, List<Integer>> hidden = byTile(layer.hiddenGroups());
            Set<Integer> seen = new HashSet<>();
            for (TileBlocks tile : tiles) {
                tile.add(
                        heads.getOrDefault(tile.tile, List.of()),
                        residual.getOrDefault(tile.tile, List.of()),
                        hidden.getOrDefault(tile.tile, List.of()),
                        seen);
            }
        }
        byTile(partition.vocabularyGroups()).forEach((tile, groups) -> tiles.get(tile).vocabularyGroups = groups);
        return List.copyOf(tiles);
    }

    private static Map<Integer, List<Integer>> byTile(List<Integer> owners) {
        Map<Integer, List<Integer>> groups = new TreeMap<>();
        for (int group = 0; group < owners.size(); group++) {
            groups.computeIfAbsent(owners.get(group), tile -> new ArrayList<>()).add(group);
        }
        return groups;
    }

    private void add(List<Integer> heads, List<Integer> residual, List<Integer> hidden, Set<Integer> seen) {
        Map<Integer, Integer> keyGroups = new TreeMap<>();
        for (int headGroup : heads) {
            int keyGroup = geometry.keyGroupOf(headGroup);
            if (!keyGroups.containsKey(keyGroup)) {
                Set<Integer> home = new HashSet<>(geometry.storedHeadsOf(keyGroup));
                home.removeAll(seen);
                seen.addAll(home);
                keyGroups.put(keyGroup, home.size());
            }
        }
        layers.add(new Layer(heads, residual, hidden, keyGroups, storedGroups));
        storedGroups += keyGroups.size();
    }

    public int tile() {
        return tile;
    }

    public List<Integer> headGroups(int layer) {
        return layers.get(layer).headGroups();
    }

    public List<Integer> residualGroups(int layer) {
        return layers.get(layer).residualGroups();
    }

    public List<Integer> hiddenGroups(int layer) {
        return layers.get(layer).hiddenGroups();
    }

    public List<Integer> vocabularyGroups() {
        return vocabularyGroups;
    }

    /** Key groups that the head groups of a layer need, each once, ascending. */
    public List<Integer> keyGroups(int layer) {
        return List.copyOf(layers.get(layer).keyGroups().keySet());
    }

    /** Key groups of all layers: the tile stores a row of each for every position. */
    public int keyGroups() {
        return storedGroups;
    }

    /** Number of a key group among those of all layers. */
    int storedGroup(int layer, int keyGroup) {
        return layers.get(layer).firstKeyGroup() + keyGroups(layer).indexOf(keyGroup);
    }

    /** Stored heads of a key group whose rows are not held before, on a lower tile or in an earlier group: those whose work counts once. */
    int homeHeads(int layer, int keyGroup) {
        return layers.get(layer).keyGroups().getOrDefault(keyGroup, 0);
    }

    /** All row groups of the tile, in the order in which a token meets them; those of the head (and embedding) adjacent. */
    public List<RowGroup> rowGroups() {
        List<RowGroup> groups = new ArrayList<>();
        if (!geometry.shape().tied()) {
            add(groups, Stage.EMBEDDING, -1, vocabularyGroups());
        }
        if (geometry.positionGroups() > 0) {
            add(groups, Stage.POSITION, -1, residualGroups(0));
        }
        for (int layer = 0; layer < layers.size(); layer++) {
            add(groups, Stage.QUERY, layer, headGroups(layer));
            if (geometry.keyBesideValue()) {
                add(groups, Stage.KEY_VALUE, layer, keyGroups(layer));
            } else {
                add(groups, Stage.KEY, layer, keyGroups(layer));
                add(groups, Stage.VALUE, layer, keyGroups(layer));
            }
            add(groups, Stage.ATTENTION_OUTPUT, layer, residualGroups(layer));
            add(groups, Stage.GATE, layer, hiddenGroups(layer));
            if (geometry.shape().gated()) {
                add(groups, Stage.UP, layer, hiddenGroups(layer));
            }
            add(groups, Stage.DOWN, layer, residualGroups(layer));
        }
        add(groups, Stage.HEAD, -1, vocabularyGroups());
        return groups;
    }

    private static void add(List<RowGroup> groups, Stage stage, int layer, List<Integer> indices) {
        indices.forEach(index -> groups.add(new RowGroup(stage, layer, index)));
    }
}
