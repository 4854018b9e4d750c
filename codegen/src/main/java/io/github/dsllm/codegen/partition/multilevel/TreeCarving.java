package io.github.dsllm.codegen.partition.multilevel;

import java.util.Arrays;
import java.util.Optional;

/**
 * A first partition of a forest with one constraint: carves one part after the other out of whole subtrees, as few of them as fit, since each costs one edge. Random
 * matching loses the few edges that are worth cutting in such a graph.
 *
 * <p>Greedy; of related problems S. Kundu, J. Misra, "A linear tree partitioning algorithm", SIAM J. Comput. 6, 1977, is exact for connected parts of any number.
 * O(vertices * subtrees taken), a little more than one subtree for every part.
 */
final class TreeCarving {
    private static final int NONE = -1;
    /** More subtrees for a part than that are no better than vertices one by one, as those of a star. */
    private static final int MOST_SUBTREES_PER_PART = 8;

    private static final long MOST_WORK = 100_000_000;

    private final CompressedGraph graph;
    private final Limits limits;
    private final int[] order; // (vertices), parents before children
    private final int[] parent; // (vertices), NONE for a root
    private final int[] edgeWeight; // (vertices), of the edge to the parent, 0 for a root
    private final long[] below; // (vertices), load of what is left of the subtree
    private final int[] part; // (vertices), NONE where nothing is carved yet
    private long subtreesLeft;

    private TreeCarving(CompressedGraph graph, Limits limits) {
        this.graph = graph;
        this.limits = limits;
        int vertices = graph.vertices();
        order = new int[vertices];
        parent = new int[vertices];
        edgeWeight = new int[vertices];
        below = graph.load().clone();
        part = new int[vertices];
        Arrays.fill(part, NONE);
    }

    /**
     * Part of every vertex, if the graph is a forest with one constraint, no vertex is fixed and few subtrees are enough; parts may hold too much where vertices are
     * heavy.
     */
    static Optional<int[]> partition(CompressedGraph graph, Limits limits) {
        boolean isFree = Arrays.stream(graph.fixed()).allMatch(home -> home == CompressedGraph.FREE);
        if (graph.constraints() != 1 || !isFree || graph.neighbour().length / 2 >= graph.vertices()) {
            return Optional.empty();
        }
        TreeCarving carving = new TreeCarving(graph, limits);
        return carving.root() && carving.carve() ? Optional.of(carving.part) : Optional.empty();
    }

    /** Hangs every tree up by its first vertex; false if the graph has a circle. */
    private boolean root() {
        boolean[] isReached = new boolean[order.length];
        int reached = 0;
        int trees = 0;
        for (int root = 0; root < order.length; root++) {
            if (isReached[root]) {
                continue;
            }
            trees++;
            parent[root] = NONE;
            isReached[root] = true;
            order[reached++] = root;
            for (int next = reached - 1; next < reached; next++) {
                int vertex = order[next];
                for (int edge = graph.first()[vertex]; edge < graph.first()[vertex + 1]; edge++) {
                    int child = graph.neighbour()[edge];
                    if (!isReached[child]) {
                        isReached[child] = true;
                        parent[child] = vertex;
                        edgeWeight[child] = graph.weight()[edge];
                        order[reached++] = child;
                    }
                }
            }
        }
        return graph.neighbour().length / 2 == order.length - trees;
    }

    /** False where it would take too many subtrees. */
    private boolean carve() {
        for (int place = order.length - 1; place >= 0; place--) {
            int vertex = order[place];
            if (parent[vertex] != NONE) {
                below[parent[vertex]] += below[vertex];
            }
        }
        long left = graph.totalLoad()[0];
        long roomBehind = (long) limits.sum(0, limits.parts(), 0);
        subtreesLeft =
                Math.min((long) MOST_SUBTREES_PER_PART * limits.parts(), MOST_WORK / Math.max(1, graph.vertices()));
        for (int which = 0; which < limits.parts() && subtreesLeft > 0; which++) {
            long room = limits.of(which, 0);
            roomBehind -= room;
            left -= fill(which, left - roomBehind, room);
        }
        for (int vertex = 0; vertex < part.length; vertex++) {
            part[vertex] = part[vertex] == NONE ? limits.parts() - 1 : part[vertex];
        }
        return subtreesLeft > 0;
    }

    /** Gives a part subtrees until it holds what the parts behind have no room for; returns what it holds. */
    private long fill(int which, long least, long most) {
        long held = 0;
        while (held < least && subtreesLeft > 0) {
            int best = subtree(least - held, most - held);
            if (best == NONE || below[best] == 0) {
                return held;
            }
            held += below[best];
            subtreesLeft--;
            take(best, which);
        }
        return held;
    }

    /** The subtree with the lightest edge among those that are enough, the heaviest of equals; where none is, the heaviest that fits. */
    private int subtree(long enough, long most) {
        int best = NONE;
        for (int vertex : order) {
            if (part[vertex] == NONE && below[vertex] <= most && (best == NONE || isBetter(vertex, best, enough))) {
                best = vertex;
            }
        }
        return best;
    }

    private boolean isBetter(int one, int other, long enough) {
        if (below[one] >= enough && below[other] >= enough && edgeWeight[one] != edgeWeight[other]) {
            return edgeWeight[one] < edgeWeight[other];
        }
        return below[one] > below[other];
    }

    private void take(int root, int which) {
        long load = below[root];
        for (int above = parent[root]; above != NONE; above = parent[above]) {
            below[above] -= load;
        }
        parent[root] = NONE;
        part[root] = which;
        for (int vertex : order) {
            if (part[vertex] == NONE && parent[vertex] != NONE && part[parent[vertex]] == which) {
                part[vertex] = which;
            }
        }
    }
}
