package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.partition.Block.Kind;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jgrapht.Graphs;

/**
 * How good a partition is.
 *
 * @param cutWords state words that cross from a tile to another one per token, to the tiles that read them
 * @param loadImbalance work of the busiest tile over the mean of all tiles, at least 1
 */
public record PartitionFigures(long cutWords, double loadImbalance) {

    public static PartitionFigures of(BlockGraph blocks, Partition partition) {
        long[] cycles = new long[blocks.tiles()];
        double words = 0;
        for (Block block : blocks.graph().vertexSet()) {
            int tile = partition.tileOf(block);
            cycles[tile] += block.cycles();
            words += block.kind() == Kind.VOCABULARY
                    ? (tile == 0 ? 0 : block.words())
                    : crossing(blocks, partition, block);
        }
        double mean = Arrays.stream(cycles).average().orElse(1);
        long largest = Arrays.stream(cycles).max().orElse(1);
        return new PartitionFigures(Math.round(words), mean == 0 ? 1 : largest / mean);
    }

    private static double crossing(BlockGraph blocks, Partition partition, Block block) {
        double words = 0;
        for (Kind kind : Kind.values()) {
            Set<Integer> readers = new TreeSet<>();
            double weight = 0;
            for (Block reader : Graphs.successorListOf(blocks.graph(), block)) {
                if (reader.kind() == kind) {
                    readers.add(partition.tileOf(reader));
                    weight = blocks.graph().getEdgeWeight(blocks.graph().getEdge(block, reader));
                }
            }
            readers.remove(partition.tileOf(block));
            words += weight * readers.size();
        }
        return words;
    }
}
