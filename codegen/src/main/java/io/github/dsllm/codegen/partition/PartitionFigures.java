package io.github.dsllm.codegen.partition;

import java.util.List;

/**
 * How good a partition is.
 *
 * @param cutWords state words that cross from a tile to another one per token, counted once for each tile that reads them; mean over all tokens
 * @param loadImbalance work of the busiest tile over the mean of all tiles that are there, at least 1
 */
public record PartitionFigures(long cutWords, double loadImbalance) {

    public static PartitionFigures of(BlockGraph blocks, Partition partition) {
        List<TileLoad> loads = TileLoad.of(blocks, partition);
        long all = loads.stream().mapToLong(TileLoad::cycles).sum();
        long largest = loads.stream().mapToLong(TileLoad::cycles).max().orElse(0);
        double mean = (double) all / blocks.site().tiles().size();
        return new PartitionFigures(Math.round(words(blocks, partition)), mean == 0 ? 1 : largest / mean);
    }

    private static double words(BlockGraph blocks, Partition partition) {
        double[] words = new double[1];
        Flow.forEach(blocks.geometry(), partition, flow -> words[0] += flow.crossing());
        return words[0];
    }
}
