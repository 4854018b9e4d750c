package io.github.dsllm.codegen.partition.multilevel;

/**
 * Moves vertices out of overloaded parts, those first whose move costs the cut least, into parts that have room for them.
 *
 * <p>O(v * (degree + parts)) for the v vertices of the overloaded parts.
 */
final class Balancer {
    private static final int NOWHERE = -1;

    private final PartitionState state;
    private final int parts;

    private Balancer(PartitionState state) {
        this.state = state;
        this.parts = state.limits.parts();
    }

    /** Returns whether every part is within its limits now. */
    static boolean balance(PartitionState state) {
        return new Balancer(state).run();
    }

    private boolean run() {
        boolean[] overloaded = new boolean[parts];
        boolean any = false;
        for (int which = 0; which < parts; which++) {
            overloaded[which] = state.isOverloaded(which);
            any |= overloaded[which];
        }
        if (!any) {
            return true;
        }
        GainBuckets queue = new GainBuckets(state.graph.vertices());
        for (int vertex = 0; vertex < state.part.length; vertex++) {
            if (overloaded[state.part[vertex]]) {
                offer(queue, vertex);
            }
        }
        while (!queue.isEmpty()) {
            int vertex = queue.takeBest();
            int from = state.part[vertex];
            if (!overloaded[from] || !relieves(vertex, from)) {
                continue;
            }
            int to = target(vertex);
            if (to == NOWHERE) {
                continue;
            }
            int gain = gain(vertex, to);
            if (gain < queue.gain(vertex)) {
                queue.put(vertex, gain);
                continue;
            }
            state.move(vertex, to);
            overloaded[from] = state.isOverloaded(from);
            for (int edge = state.graph.first()[vertex]; edge < state.graph.first()[vertex + 1]; edge++) {
                int other = state.graph.neighbour()[edge];
                if (queue.contains(other)) {
                    offer(queue, other);
                }
            }
        }
        for (int which = 0; which < parts; which++) {
            if (overloaded[which]) {
                return false;
            }
        }
        return true;
    }

    private void offer(GainBuckets queue, int vertex) {
        int to = state.graph.fixed()[vertex] == CompressedGraph.FREE && relieves(vertex, state.part[vertex])
                ? target(vertex)
                : NOWHERE;
        if (to == NOWHERE) {
            queue.remove(vertex);
        } else {
            queue.put(vertex, gain(vertex, to));
        }
    }

    private int gain(int vertex, int to) {
        return state.weightInto(vertex, to) - state.inner[vertex];
    }

    private boolean relieves(int vertex, int from) {
        int constraints = state.graph.constraints();
        for (int constraint = 0; constraint < constraints; constraint++) {
            if (state.loads[from * constraints + constraint] > state.limits.of(from, constraint)
                    && state.graph.load()[vertex * constraints + constraint] > 0) {
                return true;
            }
        }
        return false;
    }

    /** The part with room that the vertex is tied to most; among equals the emptiest. */
    private int target(int vertex) {
        int best = NOWHERE;
        int bestWeight = 0;
        int begin = state.touchedFirst[vertex];
        for (int place = begin; place < begin + state.touchedCount[vertex]; place++) {
            int to = state.touchedPart[place];
            if (state.touchedWeight[place] > bestWeight && state.fits(vertex, to)) {
                best = to;
                bestWeight = state.touchedWeight[place];
            }
        }
        if (best != NOWHERE) {
            return best;
        }
        double bestFill = Double.POSITIVE_INFINITY;
        for (int to = 0; to < parts; to++) {
            if (to != state.part[vertex] && state.fits(vertex, to) && state.fill(to) < bestFill) {
                best = to;
                bestFill = state.fill(to);
            }
        }
        return best;
    }
}
