package io.github.dsllm.codegen.partition.multilevel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jgrapht.Graph;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.WeightedPseudograph;

/** Random graphs and requests that can be met by construction: the limits are taken from a hidden partition. */
final class RandomProblems {
    /** A graph, what is asked of it, and a partition within the limits. */
    record Problem(Graph<Integer, DefaultWeightedEdge> graph, PartitionRequest<Integer> request, int[] hidden) {}

    private RandomProblems() {}

    /** Loops, parallel edges, edges of weight 0 and vertices without edges occur. */
    static Graph<Integer, DefaultWeightedEdge> graph(Random random, int vertices, int edges) {
        Graph<Integer, DefaultWeightedEdge> graph = new WeightedPseudograph<>(DefaultWeightedEdge.class);
        for (int vertex = 0; vertex < vertices; vertex++) {
            graph.addVertex(vertex);
        }
        for (int edge = 0; edge < edges; edge++) {
            DefaultWeightedEdge added = graph.addEdge(random.nextInt(vertices), random.nextInt(vertices));
            graph.setEdgeWeight(added, random.nextInt(5) * (random.nextInt(10) == 0 ? 0.5 : 1));
        }
        return graph;
    }

    static Problem problem(long seed, int mostVertices, boolean tight) {
        Random random = new Random(new RandomSource(seed).nextLong());
        int vertices = 4 + random.nextInt(mostVertices - 3);
        int parts = 1 + random.nextInt(Math.min(8, vertices));
        Graph<Integer, DefaultWeightedEdge> graph = graph(random, vertices, vertices * (1 + random.nextInt(4)));
        int closed = parts > 2 && random.nextInt(3) == 0 ? random.nextInt(parts) : -1;
        int[] hidden = new int[vertices];
        for (int vertex = 0; vertex < vertices; vertex++) {
            do {
                hidden[vertex] = random.nextInt(parts);
            } while (hidden[vertex] == closed);
        }
        PartitionRequest<Integer> request =
                PartitionRequest.<Integer>into(parts).withSeed(seed);
        int constraints = 1 + random.nextInt(3);
        for (int constraint = 0; constraint < constraints; constraint++) {
            long[] weight = random.longs(vertices, constraint == 0 ? 1 : 0, 4).toArray();
            long[] capacities = new long[parts];
            for (int vertex = 0; vertex < vertices; vertex++) {
                capacities[hidden[vertex]] += weight[vertex];
            }
            for (int part = 0; part < parts; part++) {
                capacities[part] += part == closed ? 0 : tight ? 1 : 4 + capacities[part] / 4;
            }
            request = request.with(VertexConstraint.within("c" + constraint, vertex -> weight[vertex], capacities));
        }
        List<Integer> names = new ArrayList<>(graph.vertexSet());
        for (int fixed = random.nextInt(3); fixed > 0; fixed--) {
            int vertex = names.get(random.nextInt(vertices));
            request = request.withFixed(vertex, hidden[vertex]);
        }
        return new Problem(graph, request, hidden);
    }
}
