package io.github.dsllm.codegen.partition.multilevel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A graph and coarser and coarser images of it. */
final class Hierarchy {
    private static final double TOO_LITTLE = 0.95;
    private static final double HEAVIEST = 1.5;

    private final List<CompressedGraph> graphs = new ArrayList<>(); // finest first
    private final List<int[]> coarse = new ArrayList<>(); // coarse vertex of every vertex of a graph

    /**
     * Coarsens until about {@code goal} vertices are left or no more can be paired; O(edges * levels), in practice O(edges).
     *
     * @param keep a partition whose borders no pair may cross, or null
     * @param hubsFirst as for {@link Matching}
     */
    Hierarchy(CompressedGraph graph, int goal, int @Nullable [] keep, boolean hubsFirst, RandomSource random) {
        long[] largest = graph.totalLoad();
        for (int constraint = 0; constraint < largest.length; constraint++) {
            largest[constraint] = (long) Math.ceil(HEAVIEST * largest[constraint] / goal);
        }
        CompressedGraph fine = graph;
        int[] kept = keep;
        graphs.add(fine);
        while (fine.vertices() > goal) {
            int[] map = new Matching(fine, largest, kept, hubsFirst, random).coarse();
            int count = map[fine.vertices()];
            if (count > TOO_LITTLE * fine.vertices()) {
                return;
            }
            if (kept != null) {
                kept = push(kept, map, count);
            }
            coarse.add(map);
            fine = Contraction.contract(fine, map, count);
            graphs.add(fine);
        }
    }

    private static int[] push(int[] parts, int[] map, int count) {
        int[] pushed = new int[count];
        for (int vertex = 0; vertex < parts.length; vertex++) {
            pushed[map[vertex]] = parts[vertex];
        }
        return pushed;
    }

    int levels() {
        return graphs.size();
    }

    /** The graph of a level; level 0 is the finest. */
    CompressedGraph graph(int level) {
        return graphs.get(level);
    }

    CompressedGraph coarsest() {
        return graphs.get(graphs.size() - 1);
    }

    /** Parts of the coarsest graph from a partition of the finest one that was kept. */
    int[] onCoarsest(int[] parts) {
        int[] pushed = parts;
        for (int level = 0; level < coarse.size(); level++) {
            pushed = push(pushed, coarse.get(level), graphs.get(level + 1).vertices());
        }
        return pushed;
    }

    /** Parts of the graph of {@code level} from parts of the next coarser one. */
    int[] project(int[] parts, int level) {
        int[] map = coarse.get(level);
        int[] fine = new int[graphs.get(level).vertices()];
        for (int vertex = 0; vertex < fine.length; vertex++) {
            fine[vertex] = parts[map[vertex]];
        }
        return fine;
    }
}
