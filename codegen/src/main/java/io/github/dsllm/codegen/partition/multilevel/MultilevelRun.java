package io.github.dsllm.codegen.partition.multilevel;

import java.util.Objects;

/**
 * One partition from one seed: coarsen, partition the coarsest graph, refine on the way back; then again around the partition that was found (V-cycle), where
 * vertices of different parts are never joined, so that the cut can only be kept or improved.
 *
 * <p>Sources: G. Karypis, V. Kumar, J. Parallel Distrib. Comput. 48, 1998; C. Walshaw, "Multilevel refinement for combinatorial optimisation problems", Ann. Oper.
 * Res. 131, 2004 (refinement around a known solution). O(edges * log k) in practice.
 */
final class MultilevelRun {
    private static final int COARSE_VERTICES_PER_PART = 30;
    private static final int FEWEST_COARSE_VERTICES = 200;
    private static final int FEWEST_ATTEMPTS = 3;
    private static final int MOST_ATTEMPTS = 10;
    private static final int VERTICES_OF_ALL_ATTEMPTS = 2400;
    private static final double EXTRA_VERTICES = 1;
    private static final double SKEWED = 30;
    private static final int GLOBAL_PASSES = 4;
    private static final int GLOBAL_PATIENCE = 100;
    private static final int SMALL = 10_000;
    private static final int FEW = 150;
    private static final int LOCAL_PASSES = 1;
    private static final int LOCAL_WORK = 150;
    private static final int LOCAL_PASSES_IF_SMALL = 2;
    private static final int LOCAL_WORK_IF_SMALL = 300;

    private final CompressedGraph graph;
    private final Limits limits;
    private final RandomSource random;
    private final boolean hubsFirst;
    private final int goal;

    MultilevelRun(CompressedGraph graph, Limits limits, long seed) {
        this.graph = graph;
        this.limits = limits;
        this.random = new RandomSource(seed);
        this.hubsFirst = isSkewed(graph);
        this.goal = Math.max(FEWEST_COARSE_VERTICES, COARSE_VERTICES_PER_PART * limits.parts());
    }

    /** The best partition that was found; overloaded only if none within the limits was found. */
    PartitionState partition(int cycles) {
        PartitionState best = TreeCarving.partition(graph, limits)
                .map(parts -> refined(graph, limits, parts))
                .orElseGet(this::fromCoarsest);
        for (int cycle = 0; cycle < cycles; cycle++) {
            best = better(around(best.copyOfParts()), best);
        }
        if (best.overload() > 0) {
            best = better(around(Packing.pack(graph, limits, random)), best);
            best = better(refined(graph, limits, Packing.pack(graph, limits, random)), best);
        }
        return best;
    }

    private PartitionState fromCoarsest() {
        Hierarchy hierarchy = new Hierarchy(graph, goal, null, hubsFirst, random);
        return uncoarsened(hierarchy, initial(hierarchy));
    }

    /** Whether one state is better than another: less overload, then less cut; {@code one} among equals. */
    static PartitionState better(PartitionState one, PartitionState other) {
        int overload = Double.compare(one.overload(), other.overload());
        return overload < 0 || (overload == 0 && one.cut() <= other.cut()) ? one : other;
    }

    private static boolean isSkewed(CompressedGraph graph) {
        int highest = 0;
        for (int vertex = 0; vertex < graph.vertices(); vertex++) {
            highest = Math.max(highest, graph.degree(vertex));
        }
        return highest > SKEWED * graph.neighbour().length / graph.vertices();
    }

    private PartitionState initial(Hierarchy hierarchy) {
        CompressedGraph coarsest = hierarchy.coarsest();
        Limits room = room(hierarchy, hierarchy.levels() - 1);
        int attempts =
                Math.max(FEWEST_ATTEMPTS, Math.min(MOST_ATTEMPTS, VERTICES_OF_ALL_ATTEMPTS / coarsest.vertices()));
        PartitionState best = null;
        for (int attempt = 0; attempt < attempts; attempt++) {
            int[] parts = RecursiveBisection.partition(coarsest, room, hubsFirst, random);
            PartitionState other = refined(coarsest, room, parts);
            best = best == null ? other : better(best, other);
        }
        return Objects.requireNonNull(best);
    }

    private PartitionState around(int[] parts) {
        Hierarchy hierarchy = new Hierarchy(graph, goal, parts, hubsFirst, random);
        Limits room = room(hierarchy, hierarchy.levels() - 1);
        return uncoarsened(hierarchy, refined(hierarchy.coarsest(), room, hierarchy.onCoarsest(parts)));
    }

    private PartitionState uncoarsened(Hierarchy hierarchy, PartitionState coarsest) {
        PartitionState state = coarsest;
        for (int level = hierarchy.levels() - 2; level >= 0; level--) {
            state = refined(hierarchy.graph(level), room(hierarchy, level), hierarchy.project(state.part, level));
        }
        return state;
    }

    /** Coarse graphs have lumps, so they get a little more room; the finest has none but the limits. */
    private Limits room(Hierarchy hierarchy, int level) {
        return level == 0 ? limits : limits.relaxed(hierarchy.graph(level), EXTRA_VERTICES);
    }

    private PartitionState refined(CompressedGraph level, Limits room, int[] parts) {
        PartitionState state = new PartitionState(level, room, parts);
        Balancer.balance(state);
        LocalSearch search = new LocalSearch(state, random);
        boolean small = level.vertices() < SMALL;
        search.global(GLOBAL_PASSES, GLOBAL_PATIENCE);
        search.local(small ? LOCAL_PASSES_IF_SMALL : LOCAL_PASSES, small ? LOCAL_WORK_IF_SMALL : LOCAL_WORK);
        if (level.vertices() <= FEW) {
            Exchange.improve(state);
            search.global(GLOBAL_PASSES, GLOBAL_PATIENCE);
        }
        return state;
    }
}
