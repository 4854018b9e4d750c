package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.partition.Block.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a partition places every block exactly once, on a tile that is there, with the tokens of a tile adjacent. */
public final class PartitionChecker {
    private static final int SHOWN = 20;

    private PartitionChecker() {}

    /** @throws UserError naming the partitioner and what is wrong */
    public static void check(BlockGraph blocks, Partition partition, String partitioner) {
        List<String> problems = problems(blocks, partition);
        if (!problems.isEmpty()) {
            String more = problems.size() > SHOWN ? " and " + (problems.size() - SHOWN) + " more" : "";
            throw new UserError("the partitioner \"" + partitioner + "\" returned a partition that cannot be: "
                    + String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size()))) + more
                    + "; perhaps you should choose another one");
        }
    }

    static List<String> problems(BlockGraph blocks, Partition partition) {
        List<String> problems = new ArrayList<>();
        if (partition.tiles() != blocks.tiles()) {
            problems.add("it is for " + partition.tiles() + " tiles, the chip has " + blocks.tiles());
        }
        int layers = blocks.geometry().shape().layers();
        if (partition.layers().size() != layers) {
            problems.add("it places " + partition.layers().size() + " layers, the model has " + layers);
            return problems;
        }
        Set<Integer> tiles = new HashSet<>(blocks.site().tiles());
        for (int layer = 0; layer < layers; layer++) {
            for (Kind kind : Kind.OF_A_LAYER) {
                owners(blocks, tiles, partition.owners(kind, layer), kind, layer, problems);
            }
        }
        owners(blocks, tiles, partition.vocabularyGroups(), Kind.VOCABULARY, -1, problems);
        adjacentTokens(partition.vocabularyGroups(), problems);
        return problems;
    }

    private static void owners(
            BlockGraph blocks,
            Collection<Integer> tiles,
            List<Integer> owners,
            Kind kind,
            int layer,
            List<String> problems) {
        String place = layer < 0 ? "" : " in layer " + layer;
        int expected = blocks.blocks(kind, layer).size();
        if (owners.size() != expected) {
            problems.add(
                    "it places " + owners.size() + " blocks of kind " + kind + place + ", the model has " + expected);
        }
        for (int block = 0; block < owners.size(); block++) {
            int owner = owners.get(block);
            if (!tiles.contains(owner)) {
                boolean isPlace = owner >= 0 && owner < blocks.tiles();
                problems.add("block " + block + " of kind " + kind + place + " is on tile " + owner
                        + (isPlace ? ", which is absent" : ""));
            }
        }
    }

    private static void adjacentTokens(List<Integer> owners, List<String> problems) {
        Set<Integer> closed = new HashSet<>();
        for (int group = 1; group < owners.size(); group++) {
            if (!owners.get(group).equals(owners.get(group - 1))) {
                closed.add(owners.get(group - 1));
                if (closed.contains(owners.get(group))) {
                    problems.add("the token groups of tile " + owners.get(group) + " are not adjacent: group " + group
                            + " comes behind those of tile " + owners.get(group - 1));
                }
            }
        }
    }
}
