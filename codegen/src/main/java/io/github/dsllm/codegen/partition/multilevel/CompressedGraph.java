package io.github.dsllm.codegen.partition.multilevel;

/**
 * An undirected graph as arrays, so that inner loops touch neither objects nor hash tables. Every edge stands in the lists of both its ends; there are no
 * loops, no parallel edges and no edges of weight 0.
 *
 * @param constraints number of weights of a vertex
 * @param first where the edges of a vertex begin (vertices + 1)
 * @param neighbour other end of an edge (2 * edges)
 * @param weight weight of an edge, at least 1; all together below 2^30 (2 * edges)
 * @param load weights of the vertices (vertices * constraints)
 * @param fixed the part that a vertex must be in, or {@link #FREE} (vertices)
 */
record CompressedGraph(int constraints, int[] first, int[] neighbour, int[] weight, long[] load, int[] fixed) {
    static final int FREE = -1;

    int vertices() {
        return fixed.length;
    }

    int degree(int vertex) {
        return first[vertex + 1] - first[vertex];
    }

    /** Weights of all vertices together, by constraint. */
    long[] totalLoad() {
        long[] total = new long[constraints];
        for (int index = 0; index < load.length; index++) {
            total[index % constraints] += load[index];
        }
        return total;
    }
}
