package io.github.dsllm.codegen.partition;

import java.util.ArrayList;
import java.util.List;

/**
 * The tile of every block. All layers share one partition, because a state group is sent to all tiles whoever made it.
 *
 * @param tiles tiles of the chip
 * @param headGroups tile of each attention head group: its rows of wq, its keys and values
 * @param residualGroups tile of each group of the residual stream: its rows of wo and w2
 * @param hiddenGroups tile of each group of the hidden states: its rows of w1 and w3
 * @param vocabularyGroups tile of each group of head (and embedding) rows; the groups of a tile are adjacent
 */
public record Partition(
        int tiles,
        List<Integer> headGroups,
        List<Integer> residualGroups,
        List<Integer> hiddenGroups,
        List<Integer> vocabularyGroups) {

    public Partition {
        headGroups = List.copyOf(headGroups);
        residualGroups = List.copyOf(residualGroups);
        hiddenGroups = List.copyOf(hiddenGroups);
        vocabularyGroups = List.copyOf(vocabularyGroups);
    }

    /** Owners of the blocks of a kind, by group. */
    public List<Integer> owners(Block.Kind kind) {
        return switch (kind) {
            case HEADS -> headGroups;
            case RESIDUAL -> residualGroups;
            case HIDDEN -> hiddenGroups;
            case VOCABULARY -> vocabularyGroups;
        };
    }

    public int tileOf(Block block) {
        return owners(block.kind()).get(block.index());
    }

    /** The blocks that a list of owners gives to a tile, ascending. */
    public static List<Integer> ownedBy(int tile, List<Integer> owners) {
        List<Integer> owned = new ArrayList<>();
        for (int block = 0; block < owners.size(); block++) {
            if (owners.get(block) == tile) {
                owned.add(block);
            }
        }
        return List.copyOf(owned);
    }
}
