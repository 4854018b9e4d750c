package io.github.dsllm.codegen.partition;

import java.util.Collections;
import java.util.List;

/**
 * The tile of every block. Layers are placed independently of each other.
 *
 * @param tiles tiles of the chip
 * @param layers the tiles of each layer's blocks
 * @param vocabularyGroups tile of each group of head (and embedding) rows; the groups of a tile are adjacent
 */
public record Partition(int tiles, List<Layer> layers, List<Integer> vocabularyGroups) {

    /**
     * The tiles of one layer's blocks.
     *
     * @param headGroups tile of each attention head group: its rows of wq, its keys and values
     * @param residualGroups tile of each group of the residual stream: its rows of wo and w2
     * @param hiddenGroups tile of each group of the hidden states: its rows of w1 and w3
     */
    public record Layer(List<Integer> headGroups, List<Integer> residualGroups, List<Integer> hiddenGroups) {
        public Layer {
            headGroups = List.copyOf(headGroups);
            residualGroups = List.copyOf(residualGroups);
            hiddenGroups = List.copyOf(hiddenGroups);
        }
    }

    public Partition {
        layers = List.copyOf(layers);
        vocabularyGroups = List.copyOf(vocabularyGroups);
    }

    /** The same tiles in every layer. */
    public static Partition uniform(int tiles, int layers, Layer layer, List<Integer> vocabularyGroups) {
        return new Partition(tiles, Collections.nCopies(layers, layer), vocabularyGroups);
    }

    /**
     * Owners of the blocks of a kind, by group.
     *
     * @param layer the layer, without meaning for the vocabulary
     * @throws IllegalArgumentException for hubs, which are not placed
     */
    public List<Integer> owners(Block.Kind kind, int layer) {
        return switch (kind) {
            case HEADS -> layers.get(layer).headGroups();
            case RESIDUAL -> layers.get(layer).residualGroups();
            case HIDDEN -> layers.get(layer).hiddenGroups();
            case VOCABULARY -> vocabularyGroups;
            case EXCHANGE -> throw new IllegalArgumentException("an exchange has no tile");
        };
    }

    public int tileOf(Block block) {
        return owners(block.kind(), block.layer()).get(block.index());
    }
}
