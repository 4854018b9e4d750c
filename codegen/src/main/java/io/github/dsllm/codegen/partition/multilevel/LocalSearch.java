package io.github.dsllm.codegen.partition.multilevel;

import java.util.Arrays;

/**
 * Improves the cut of a partition by moving vertices at its borders, best gain first, also through moves that make it worse for a while; what did not pay
 * is taken back. Never makes a part overloaded.
 *
 * <p>Sources: C. Fiduccia, R. Mattheyses, DAC 1982 (gain buckets, every vertex once, best prefix); G. Karypis, V. Kumar, "Multilevel k-way partitioning scheme
 * for irregular graphs", J. Parallel Distrib. Comput. 48, 1998 (k-way, borders only); P. Sanders, C. Schulz, "Engineering multilevel graph partitioning
 * algorithms", ESA 2011 (searches that start at one vertex and stay local).
 *
 * <p>A pass is O(moves * degree * t), t being the parts that a vertex touches, and O(border) to begin.
 */
final class LocalSearch {
    private static final int WORTH_A_GLOBAL_PASS = 1000;
    private static final int WORTH_A_LOCAL_PASS = 200;
    private static final int NOWHERE = -1;

    private final PartitionState state;
    private final RandomSource random;
    private final GainBuckets queue;
    private final int[] lockedIn; // (vertices), the pass in which a vertex was moved
    private int pass;
    private int[] moved = new int[64];
    private int[] cameFrom = new int[64];
    private int moves;

    LocalSearch(PartitionState state, RandomSource random) {
        this.state = state;
        this.random = random;
        int vertices = state.graph.vertices();
        queue = new GainBuckets(vertices);
        lockedIn = new int[vertices];
    }

    /** Lets all border vertices compete at once, until passes no longer gain anything worth it. */
    void global(int passes, int patience) {
        for (int round = 0; round < passes; round++) {
            long before = state.cut();
            pass++;
            int[] seeds = Arrays.copyOf(state.border, state.borderSize);
            random.shuffle(seeds, seeds.length);
            for (int seed : seeds) {
                offer(seed);
            }
            run(patience, Long.MAX_VALUE);
            if (before - state.cut() <= before / WORTH_A_GLOBAL_PASS) {
                return;
            }
        }
    }

    /** Starts a small search at every border vertex that was not moved yet. */
    void local(int passes, int work) {
        for (int round = 0; round < passes; round++) {
            long before = state.cut();
            pass++;
            int[] seeds = Arrays.copyOf(state.border, state.borderSize);
            random.shuffle(seeds, seeds.length);
            for (int seed : seeds) {
                if (lockedIn[seed] != pass) {
                    offer(seed);
                    run(Integer.MAX_VALUE, work);
                }
            }
            if (before - state.cut() <= before / WORTH_A_LOCAL_PASS) {
                return;
            }
        }
    }

    private void run(int patience, long work) {
        moves = 0;
        long gained = 0;
        long best = 0;
        long left = work;
        int bestMoves = 0;
        while (!queue.isEmpty() && moves - bestMoves < patience && left > 0) {
            int vertex = queue.takeBest();
            int to = target(vertex);
            if (to == NOWHERE) {
                continue;
            }
            int gain = state.weightInto(vertex, to) - state.inner[vertex];
            if (gain < queue.gain(vertex)) {
                queue.put(vertex, gain);
                continue;
            }
            remember(vertex, state.part[vertex]);
            state.move(vertex, to);
            lockedIn[vertex] = pass;
            gained += gain;
            if (gained > best) {
                best = gained;
                bestMoves = moves;
                left = work;
            } else {
                left -= state.graph.degree(vertex);
            }
            offerNeighbours(vertex);
        }
        queue.clear();
        while (moves > bestMoves) {
            moves--;
            state.move(moved[moves], cameFrom[moves]);
        }
    }

    private void remember(int vertex, int from) {
        if (moves == moved.length) {
            moved = Arrays.copyOf(moved, 2 * moves);
            cameFrom = Arrays.copyOf(cameFrom, 2 * moves);
        }
        moved[moves] = vertex;
        cameFrom[moves++] = from;
    }

    private void offerNeighbours(int vertex) {
        int[] neighbour = state.graph.neighbour();
        int end = state.graph.first()[vertex + 1];
        for (int edge = state.graph.first()[vertex]; edge < end; edge++) {
            if (lockedIn[neighbour[edge]] != pass) {
                offer(neighbour[edge]);
            }
        }
    }

    private void offer(int vertex) {
        int to = state.outer[vertex] == 0 || state.graph.fixed()[vertex] != CompressedGraph.FREE
                ? NOWHERE
                : target(vertex);
        if (to == NOWHERE) {
            queue.remove(vertex);
        } else {
            queue.put(vertex, state.weightInto(vertex, to) - state.inner[vertex]);
        }
    }

    /** The touched part with the heaviest edges that has room; among equals the emptier one. */
    private int target(int vertex) {
        int best = NOWHERE;
        int bestWeight = -1;
        int begin = state.touchedFirst[vertex];
        int end = begin + state.touchedCount[vertex];
        for (int place = begin; place < end; place++) {
            int weight = state.touchedWeight[place];
            if (weight >= bestWeight) {
                int to = state.touchedPart[place];
                if (state.fits(vertex, to) && (weight > bestWeight || state.fill(to) < state.fill(best))) {
                    best = to;
                    bestWeight = weight;
                }
            }
        }
        return best;
    }
}
