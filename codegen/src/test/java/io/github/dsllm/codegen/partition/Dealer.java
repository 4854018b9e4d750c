package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.layout.Geometry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Deals blocks out at random, every layer anew; some tiles may get none. */
public record Dealer(long seed) implements Partitioner {
    @Override
    public String name() {
        return "dealer";
    }

    @Override
    public Partition partition(BlockGraph blocks) {
        Random random = new Random(seed);
        Geometry geometry = blocks.geometry();
        List<Integer> tiles = blocks.site().tiles();
        List<Partition.Layer> layers = new ArrayList<>();
        for (int layer = 0; layer < geometry.shape().layers(); layer++) {
            layers.add(new Partition.Layer(
                    deal(random, geometry.headGroups(), tiles),
                    deal(random, geometry.residualGroups(), tiles),
                    deal(random, geometry.hiddenGroups(), tiles)));
        }
        return new Partition(blocks.tiles(), layers, adjacent(random, geometry.vocabularyGroups(), tiles));
    }

    private static List<Integer> deal(Random random, int groups, List<Integer> tiles) {
        return random.ints(groups, 0, 1 + random.nextInt(tiles.size()))
                .mapToObj(tiles::get)
                .toList();
    }

    /** Adjacent groups for each tile, the tiles in any order. */
    private static List<Integer> adjacent(Random random, int groups, List<Integer> tiles) {
        List<Integer> order = new ArrayList<>(tiles);
        Collections.shuffle(order, random);
        return random.ints(groups, 0, tiles.size())
                .sorted()
                .boxed()
                .map(order::get)
                .toList();
    }
}
