package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.List;

/** Whether a partition places every block exactly once, on a tile that exists, with the tokens of a tile adjacent. */
public final class PartitionChecker {
    private PartitionChecker() {}

    /** @throws UserError naming the partitioner and all that is wrong */
    public static void check(BlockGraph blocks, Partition partition, String partitioner) {
        List<String> problems = problems(blocks, partition);
        if (!problems.isEmpty()) {
            throw new UserError("the partitioner \"" + partitioner + "\" returned a partition that cannot be: "
                    + String.join("; ", problems) + "; perhaps you should choose another one");
        }
    }

    static List<String> problems(BlockGraph blocks, Partition partition) {
        List<String> problems = new ArrayList<>();
        if (partition.tiles() != blocks.tiles()) {
            problems.add("it is for " + partition.tiles() + " tiles, the chip has " + blocks.tiles());
        }
        for (Block.Kind kind : Block.Kind.values()) {
            List<Integer> owners = partition.owners(kind);
            if (owners.size() != blocks.blocks(kind).size()) {
                problems.add("it places " + owners.size() + " blocks of kind " + kind + ", the model has "
                        + blocks.blocks(kind).size());
            }
            for (int block = 0; block < owners.size(); block++) {
                if (owners.get(block) < 0 || owners.get(block) >= blocks.tiles()) {
                    problems.add("block " + block + " of kind " + kind + " is on tile " + owners.get(block));
                }
            }
        }
        for (int tile = 0; tile < blocks.tiles(); tile++) {
            List<Integer> tokens = Partition.ownedBy(tile, partition.vocabularyGroups());
            if (!tokens.isEmpty() && tokens.get(tokens.size() - 1) - tokens.get(0) != tokens.size() - 1) {
                problems.add("the token groups " + tokens + " of tile " + tile + " are not adjacent");
            }
        }
        return problems;
    }
}
