package io.github.dsllm.codegen.partition.multilevel;

import java.util.Arrays;

/** The smallest cut within limits by branch and bound over all assignments; for small graphs. */
final class ExactPartition {
    private final CompressedGraph graph;
    private final Limits limits;
    private final int[] part;
    private final long[] loads;
    private long best = Long.MAX_VALUE;

    private ExactPartition(CompressedGraph graph, Limits limits) {
        this.graph = graph;
        this.limits = limits;
        part = new int[graph.vertices()];
        loads = new long[limits.limit().length];
        Arrays.fill(part, -1);
    }

    /** The optimal cut, or Long.MAX_VALUE if nothing fits. */
    static long cut(CompressedGraph graph, Limits limits) {
        ExactPartition search = new ExactPartition(graph, limits);
        search.place(0, 0);
        return search.best;
    }

    private void place(int vertex, long cut) {
        if (cut >= best) {
            return;
        }
        if (vertex == part.length) {
            best = cut;
            return;
        }
        for (int to = 0; to < limits.parts(); to++) {
            int home = graph.fixed()[vertex];
            if ((home == CompressedGraph.FREE || home == to) && add(vertex, to, 1)) {
                part[vertex] = to;
                long more = 0;
                for (int edge = graph.first()[vertex]; edge < graph.first()[vertex + 1]; edge++) {
                    int other = graph.neighbour()[edge];
                    more += other < vertex && part[other] != to ? graph.weight()[edge] : 0;
                }
                place(vertex + 1, cut + more);
            }
            if (home == CompressedGraph.FREE || home == to) {
                add(vertex, to, -1);
            }
        }
        part[vertex] = -1;
    }

    private boolean add(int vertex, int to, int sign) {
        boolean fits = true;
        int constraints = graph.constraints();
        for (int constraint = 0; constraint < constraints; constraint++) {
            int index = to * constraints + constraint;
            loads[index] += sign * graph.load()[vertex * constraints + constraint];
            fits &= loads[index] <= limits.limit()[index];
        }
        return fits;
    }
}
