package io.github.dsllm.codegen.partition;

import java.util.List;
import java.util.Random;

/** Deals blocks out at random; some tiles may get none. */
public record Dealer(long seed) implements Partitioner {
    @Override
    public String name() {
        return "dealer";
    }

    @Override
    public Partition partition(BlockGraph blocks) {
        Random random = new Random(seed);
        int tiles = blocks.tiles();
        var geometry = blocks.geometry();
        List<Integer> heads =
                random.ints(geometry.headGroups(), 0, tiles).boxed().toList();
        return new Partition(
                tiles,
                heads,
                random.ints(geometry.residualGroups(), 0, tiles).boxed().toList(),
                random.ints(geometry.hiddenGroups(), 0, tiles).boxed().toList(),
                random.ints(geometry.vocabularyGroups(), 0, tiles)
                        .sorted()
                        .boxed()
                        .toList());
    }
}
