package io.github.dsllm.codegen.partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Words per token from every tile to every other one, kept where there are any. */
public final class TileTraffic {
    /**
     * Words from one tile to another.
     *
     * @param words state words per token, at least 1, rounded
     */
    public record Link(int from, int to, long words) {}

    private TileTraffic() {}

    /** By maker, then by reader; O(flows · readers + tiles²). */
    public static List<Link> of(BlockGraph blocks, Partition partition) {
        int tiles = partition.tiles();
        List<List<Flow>> byMaker = new ArrayList<>();
        for (int tile = 0; tile < tiles; tile++) {
            byMaker.add(new ArrayList<>());
        }
        Flow.forEach(
                blocks.geometry(), partition, flow -> byMaker.get(flow.maker()).add(flow));
        List<Link> links = new ArrayList<>();
        double[] words = new double[tiles];
        for (int from = 0; from < tiles; from++) {
            Arrays.fill(words, 0);
            for (Flow flow : byMaker.get(from)) {
                for (int reader : flow.readers()) {
                    words[reader] += flow.words();
                }
            }
            for (int to = 0; to < tiles; to++) {
                if (to != from && words[to] > 0) {
                    links.add(new Link(from, to, Math.max(1, Math.round(words[to]))));
                }
            }
        }
        return links;
    }
}
