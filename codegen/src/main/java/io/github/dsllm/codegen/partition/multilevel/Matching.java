package io.github.dsllm.codegen.partition.multilevel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pairs vertices that should stay together: neighbours with a heavy edge between them, measured against their sizes; and where that leaves too many
 * single, as in power-law graphs, vertices with a common neighbour (leaves, twins, relatives).
 *
 * <p>Sources: G. Karypis, V. Kumar, "A fast and high quality multilevel scheme for partitioning irregular graphs", SIAM J. Sci. Comput. 20, 1998 (heavy edges,
 * low degrees first); M. Holtgrewe, P. Sanders, C. Schulz, "Engineering a scalable high quality graph partitioner", IPDPS 2010 (edge weight squared over the
 * vertex weights); D. LaSalle et al., "Improving graph partitioning for modern graphs and architectures", IA3 2015 (two hops).
 *
 * <p>O(edges).
 */
final class Matching {
    private static final double TOO_MANY_SINGLE = 0.1;
    /** Share of the mean degree from which on degrees count as equal. */
    private static final double SMALL_DEGREE = 0.7;

    private static final int NONE = -1;

    private final CompressedGraph graph;
    private final long[] largest; // (constraints)
    private final int @Nullable [] keep; // (vertices)
    private final boolean hubsFirst;
    private final RandomSource random;
    private final int[] mate; // (vertices), or NONE
    private final double[] size; // (vertices)
    private int single;

    /**
     * @param largest the largest vertex that a pair may make, by constraint
     * @param hubsFirst for power-law graphs: vertices of high degree choose first, and choose each other, so that a dense core stays together
     * @param keep a partition whose borders no pair may cross, or null
     */
    Matching(CompressedGraph graph, long[] largest, int @Nullable [] keep, boolean hubsFirst, RandomSource random) {
        this.graph = graph;
        this.largest = largest;
        this.keep = keep;
        this.hubsFirst = hubsFirst;
        this.random = random;
        mate = new int[graph.vertices()];
        Arrays.fill(mate, NONE);
        single = mate.length;
        size = sizes(graph);
    }

    /** The coarse vertex of every vertex, numbered in the order of the vertices; the last element is their number. */
    int[] coarse() {
        int[] order = byDegree();
        matchNeighbours(order);
        matchAlone(order);
        if (single > TOO_MANY_SINGLE * mate.length) {
            matchTwoHops(order);
        }
        int[] coarse = new int[mate.length + 1];
        int count = 0;
        for (int vertex = 0; vertex < mate.length; vertex++) {
            coarse[vertex] = mate[vertex] != NONE && mate[vertex] < vertex ? coarse[mate[vertex]] : count++;
        }
        coarse[mate.length] = count;
        return coarse;
    }

    /** Mean share of a vertex in the load of the graph, so that constraints of different units count alike; at least something. */
    private static double[] sizes(CompressedGraph graph) {
        int constraints = graph.constraints();
        long[] total = graph.totalLoad();
        double[] size = new double[graph.vertices()];
        for (int vertex = 0; vertex < size.length; vertex++) {
            double sum = 1e-3;
            for (int constraint = 0; constraint < constraints; constraint++) {
                if (total[constraint] > 0) {
                    sum += (double) graph.load()[vertex * constraints + constraint] / total[constraint] * size.length;
                }
            }
            size[vertex] = sum;
        }
        return size;
    }

    private int[] byDegree() {
        int[] shuffled = random.permutation(mate.length);
        int highest = Math.max(1, (int) (SMALL_DEGREE * graph.neighbour().length / Math.max(1, mate.length)));
        int[] begin = new int[highest + 2];
        for (int vertex : shuffled) {
            begin[rank(vertex, highest) + 1]++;
        }
        for (int degree = 0; degree <= highest; degree++) {
            begin[degree + 1] += begin[degree];
        }
        int[] order = new int[mate.length];
        for (int vertex : shuffled) {
            order[begin[rank(vertex, highest)]++] = vertex;
        }
        return order;
    }

    private int rank(int vertex, int highest) {
        int degree = Math.min(graph.degree(vertex), highest);
        return hubsFirst ? highest - degree : degree;
    }

    private void matchNeighbours(int[] order) {
        int[] first = graph.first();
        int[] neighbour = graph.neighbour();
        int[] weight = graph.weight();
        for (int vertex : order) {
            if (mate[vertex] != NONE) {
                continue;
            }
            int best = NONE;
            double bestRating = 0;
            for (int edge = first[vertex]; edge < first[vertex + 1]; edge++) {
                int other = neighbour[edge];
                if (mate[other] == NONE) {
                    double rating = hubsFirst
                            ? weight[edge] * Math.sqrt(first[other + 1] - first[other])
                            : (double) weight[edge] * weight[edge] / size[other];
                    if (rating > bestRating && mayPair(vertex, other)) {
                        best = other;
                        bestRating = rating;
                    }
                }
            }
            if (best != NONE) {
                pair(vertex, best);
            }
        }
    }

    /** Pairs vertices without edges. */
    private void matchAlone(int[] order) {
        int waiting = NONE;
        for (int vertex : order) {
            if (graph.degree(vertex) > 0) {
                continue;
            }
            if (waiting != NONE && mayPair(waiting, vertex)) {
                pair(waiting, vertex);
                waiting = NONE;
            } else {
                waiting = vertex;
            }
        }
    }

    /** Pairs single vertices around a common neighbour: first leaves and vertices of small degree, then all. */
    private void matchTwoHops(int[] order) {
        for (int degree = 2; single > TOO_MANY_SINGLE * mate.length; degree *= 8) {
            matchAround(order, degree);
            if (degree > 512) {
                return;
            }
        }
    }

    private void matchAround(int[] order, int highestDegree) {
        int[] first = graph.first();
        int[] neighbour = graph.neighbour();
        for (int centre : order) {
            int waiting = NONE;
            for (int edge = first[centre]; edge < first[centre + 1]; edge++) {
                int other = neighbour[edge];
                if (mate[other] != NONE || graph.degree(other) > highestDegree) {
                    continue;
                }
                if (waiting == NONE) {
                    waiting = other;
                } else if (mayPair(waiting, other)) {
                    pair(waiting, other);
                    waiting = NONE;
                } else {
                    waiting = other;
                }
            }
        }
    }

    private boolean mayPair(int one, int other) {
        if (graph.fixed()[one] != graph.fixed()[other] || (keep != null && keep[one] != keep[other])) {
            return false;
        }
        int constraints = largest.length;
        for (int constraint = 0; constraint < constraints; constraint++) {
            if (graph.load()[one * constraints + constraint] + graph.load()[other * constraints + constraint]
                    > largest[constraint]) {
                return false;
            }
        }
        return true;
    }

    private void pair(int one, int other) {
        mate[one] = other;
        mate[other] = one;
        single -= 2;
    }
}
