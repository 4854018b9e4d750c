package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.partition.Block.Kind;
import java.util.ArrayList;
import java.util.List;

/** Gives every tile an equal, adjacent share of each kind of block, so that loads differ by one block of each kind at most. */
public final class ContiguousPartitioner implements Partitioner {

    @Override
    public String name() {
        return "contiguous";
    }

    @Override
    public Partition partition(BlockGraph blocks) {
        return new Partition(
                blocks.tiles(),
                shares(blocks, Kind.HEADS),
                shares(blocks, Kind.RESIDUAL),
                shares(blocks, Kind.HIDDEN),
                shares(blocks, Kind.VOCABULARY));
    }

    private static List<Integer> shares(BlockGraph graph, Kind kind) {
        int count = graph.blocks(kind).size();
        List<Integer> owners = new ArrayList<>();
        for (int block = 0; block < count; block++) {
            owners.add((int) ((long) block * graph.tiles() / count));
        }
        return owners;
    }
}
