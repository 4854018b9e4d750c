package io.github.dsllm.codegen.partition.multilevel;

/**
 * Cuts a graph in two: coarsens it, grows one side on the coarsest graph from several random vertices, takes the best and refines it on the way back.
 *
 * <p>Source: G. Karypis, V. Kumar, SIAM J. Sci. Comput. 20, 1998 (greedy graph growing).
 */
final class Bisection {
    private static final int COARSEST = 60;
    private static final int TRIES = 6;
    private static final double EXTRA_VERTICES = 2;
    private static final int PASSES = 4;
    private static final int PATIENCE = 60;

    private final Limits limits;
    private final double[] wished; // (constraints), load of side 0
    private final boolean hubsFirst;
    private final RandomSource random;

    Bisection(Limits limits, double[] wished, boolean hubsFirst, RandomSource random) {
        this.limits = limits;
        this.wished = wished;
        this.hubsFirst = hubsFirst;
        this.random = random;
    }

    /** Side of every vertex, 0 or 1. */
    int[] cut(CompressedGraph graph) {
        Hierarchy hierarchy = new Hierarchy(graph, COARSEST, null, hubsFirst, random);
        int[] sides = best(hierarchy.coarsest(), room(hierarchy, hierarchy.levels() - 1));
        for (int level = hierarchy.levels() - 2; level >= 0; level--) {
            int[] projected = hierarchy.project(sides, level);
            sides = refined(new PartitionState(hierarchy.graph(level), room(hierarchy, level), projected)).part;
        }
        return sides;
    }

    private Limits room(Hierarchy hierarchy, int level) {
        return level == 0 ? limits : limits.relaxed(hierarchy.graph(level), EXTRA_VERTICES);
    }

    private int[] best(CompressedGraph graph, Limits room) {
        PartitionState best = refined(grown(graph, room));
        for (int attempt = 1; attempt < TRIES; attempt++) {
            best = MultilevelRun.better(best, refined(grown(graph, room)));
        }
        return best.part;
    }

    private PartitionState refined(PartitionState state) {
        Balancer.balance(state);
        new LocalSearch(state, random).global(PASSES, PATIENCE);
        return state;
    }

    /** Everything on side 1 but what grows around a random vertex, always the neighbour with the best gain, until side 0 has its load. */
    private PartitionState grown(CompressedGraph graph, Limits room) {
        int[] sides = new int[graph.vertices()];
        for (int vertex = 0; vertex < sides.length; vertex++) {
            sides[vertex] = graph.fixed()[vertex] == 0 ? 0 : 1;
        }
        PartitionState state = new PartitionState(graph, room, sides);
        GainBuckets queue = new GainBuckets(sides.length);
        for (int vertex = 0; vertex < sides.length; vertex++) {
            if (sides[vertex] == 0) {
                offerNeighbours(state, queue, vertex);
            }
        }
        int[] order = random.permutation(sides.length);
        int next = 0;
        while (!isFull(state)) {
            while (queue.isEmpty() && next < order.length) {
                offer(state, queue, order[next++]);
            }
            if (queue.isEmpty()) {
                break;
            }
            int vertex = queue.takeBest();
            if (state.fits(vertex, 0)) {
                state.move(vertex, 0);
                offerNeighbours(state, queue, vertex);
            }
        }
        return state;
    }

    private boolean isFull(PartitionState state) {
        for (int constraint = 0; constraint < wished.length; constraint++) {
            if (wished[constraint] > 0 && state.loads[constraint] >= wished[constraint]) {
                return true;
            }
        }
        return false;
    }

    private static void offerNeighbours(PartitionState state, GainBuckets queue, int vertex) {
        for (int edge = state.graph.first()[vertex]; edge < state.graph.first()[vertex + 1]; edge++) {
            offer(state, queue, state.graph.neighbour()[edge]);
        }
    }

    private static void offer(PartitionState state, GainBuckets queue, int vertex) {
        if (state.part[vertex] == 1 && state.graph.fixed()[vertex] == CompressedGraph.FREE) {
            queue.put(vertex, state.weightInto(vertex, 0) - state.inner[vertex]);
        }
    }
}
