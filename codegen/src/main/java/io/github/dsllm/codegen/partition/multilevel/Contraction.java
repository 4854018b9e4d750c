package io.github.dsllm.codegen.partition.multilevel;

import java.util.Arrays;

/** Makes one vertex of every group of vertices; edges within a group vanish, parallel edges become one of their weight. O(edges). */
final class Contraction {
    private Contraction() {}

    /**
     * @param coarse group of every vertex; further elements are ignored
     * @param count number of groups, none of them empty
     */
    static CompressedGraph contract(CompressedGraph graph, int[] coarse, int count) {
        int vertices = graph.vertices();
        int constraints = graph.constraints();
        int[] begin = new int[count + 1];
        for (int vertex = 0; vertex < vertices; vertex++) {
            begin[coarse[vertex] + 1]++;
        }
        for (int group = 0; group < count; group++) {
            begin[group + 1] += begin[group];
        }
        int[] members = new int[vertices];
        int[] filled = Arrays.copyOf(begin, count);
        long[] load = new long[count * constraints];
        int[] fixed = new int[count];
        for (int vertex = 0; vertex < vertices; vertex++) {
            int group = coarse[vertex];
            members[filled[group]++] = vertex;
            fixed[group] = graph.fixed()[vertex];
            for (int constraint = 0; constraint < constraints; constraint++) {
                load[group * constraints + constraint] += graph.load()[vertex * constraints + constraint];
            }
        }
        return connect(graph, coarse, begin, members, load, fixed);
    }

    private static CompressedGraph connect(
            CompressedGraph graph, int[] coarse, int[] begin, int[] members, long[] load, int[] fixed) {
        int count = fixed.length;
        int[] first = new int[count + 1];
        int[] neighbour = new int[graph.neighbour().length];
        int[] weight = new int[graph.neighbour().length];
        int[] place = new int[count];
        Arrays.fill(place, -1);
        int[] fineFirst = graph.first();
        int[] fineNeighbour = graph.neighbour();
        int[] fineWeight = graph.weight();
        int edges = 0;
        for (int group = 0; group < count; group++) {
            int start = edges;
            first[group] = start;
            for (int index = begin[group]; index < begin[group + 1]; index++) {
                int member = members[index];
                for (int edge = fineFirst[member]; edge < fineFirst[member + 1]; edge++) {
                    int other = coarse[fineNeighbour[edge]];
                    if (other == group) {
                        continue;
                    }
                    if (place[other] >= start) {
                        weight[place[other]] += fineWeight[edge];
                    } else {
                        place[other] = edges;
                        neighbour[edges] = other;
                        weight[edges++] = fineWeight[edge];
                    }
                }
            }
        }
        first[count] = edges;
        return new CompressedGraph(
                graph.constraints(), first, Arrays.copyOf(neighbour, edges), Arrays.copyOf(weight, edges), load, fixed);
    }

    /**
     * The graph of some of the vertices and the edges between them; O(edges).
     *
     * @param inside new number of every vertex, ascending, or negative for one that is left out
     * @param count how many are in
     */
    static CompressedGraph induced(CompressedGraph graph, int[] inside, int count) {
        int constraints = graph.constraints();
        int[] first = new int[count + 1];
        int[] neighbour = new int[graph.neighbour().length];
        int[] weight = new int[graph.neighbour().length];
        long[] load = new long[count * constraints];
        int[] fixed = new int[count];
        int edges = 0;
        for (int vertex = 0; vertex < inside.length; vertex++) {
            int name = inside[vertex];
            if (name < 0) {
                continue;
            }
            first[name] = edges;
            fixed[name] = graph.fixed()[vertex];
            System.arraycopy(graph.load(), vertex * constraints, load, name * constraints, constraints);
            for (int edge = graph.first()[vertex]; edge < graph.first()[vertex + 1]; edge++) {
                int other = inside[graph.neighbour()[edge]];
                if (other >= 0) {
                    neighbour[edges] = other;
                    weight[edges++] = graph.weight()[edge];
                }
            }
        }
        first[count] = edges;
        return new CompressedGraph(
                constraints, first, Arrays.copyOf(neighbour, edges), Arrays.copyOf(weight, edges), load, fixed);
    }
}
