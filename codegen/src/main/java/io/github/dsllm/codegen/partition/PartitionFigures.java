package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.partition.Traffic.Vector;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.function.IntUnaryOperator;

/**
 * How good a partition is.
 *
 * @param cutWords state words that cross from a tile to another one per token, counted once for each tile that reads them; mean over all tokens
 * @param loadImbalance work of the busiest tile over the mean of all tiles, at least 1
 */
public record PartitionFigures(long cutWords, double loadImbalance) {

    public static PartitionFigures of(BlockGraph blocks, Partition partition) {
        long[] cycles = new long[blocks.tiles()];
        for (Block block : blocks.blocks()) {
            cycles[partition.tileOf(block)] += block.cycles();
        }
        double mean = Arrays.stream(cycles).average().orElse(1);
        long largest = Arrays.stream(cycles).max().orElse(1);
        return new PartitionFigures(Math.round(words(blocks.geometry(), partition)), mean == 0 ? 1 : largest / mean);
    }

    private static double words(Geometry geometry, Partition partition) {
        Traffic traffic = new Traffic(partition);
        int dim = geometry.shape().dim();
        int headSize = geometry.shape().headSize();
        double words = embedded(geometry, partition, traffic.embedding());
        for (int layer = 0; layer < partition.layers().size(); layer++) {
            words += crossing(traffic.attention(layer), group -> geometry.headsOf(group) * headSize);
            words += crossing(traffic.betweenHalves(layer), group -> geometry.validLanes(dim, group));
            words += crossing(
                    traffic.hidden(layer),
                    group -> geometry.validLanes(geometry.shape().hidden(), group));
            words += crossing(traffic.afterLayer(layer), group -> geometry.validLanes(dim, group));
        }
        return words
                + crossing(
                        traffic.logits(),
                        group -> geometry.validLanes(geometry.shape().vocabulary(), group));
    }

    private static double crossing(Vector vector, IntUnaryOperator wordsOf) {
        double words = 0;
        for (int group = 0; group < vector.makers().size(); group++) {
            words += (double) wordsOf.applyAsInt(group)
                    * others(vector.readersOf(group), vector.makers().get(group));
        }
        return words;
    }

    /** The embedding comes from the tile of the token's row. */
    private static double embedded(Geometry geometry, Partition partition, Vector embedding) {
        double words = 0;
        int vocabulary = geometry.shape().vocabulary();
        for (int tokens = 0; tokens < partition.vocabularyGroups().size(); tokens++) {
            double share = (double) geometry.validLanes(vocabulary, tokens) / vocabulary;
            for (int group = 0; group < geometry.residualGroups(); group++) {
                int receivers = others(
                        embedding.readersOf(group), partition.vocabularyGroups().get(tokens));
                words += share * geometry.validLanes(geometry.shape().dim(), group) * receivers;
            }
        }
        return words;
    }

    private static int others(SortedSet<Integer> readers, int maker) {
        return readers.size() - (readers.contains(maker) ? 1 : 0);
    }
}
