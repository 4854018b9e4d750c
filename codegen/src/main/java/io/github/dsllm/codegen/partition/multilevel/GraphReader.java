package io.github.dsllm.codegen.partition.multilevel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jgrapht.Graph;

/** Compresses a JGraphT graph and checks what it says and what is asked of it. O(vertices + edges). */
final class GraphReader<V, E> {
    private static final double LARGEST_SUM = 1L << 29;
    private static final long LARGEST_LOAD = 1L << 53;
    private static final int FINEST_FRACTION = 1 << 10;
    private static final int MOST_PARTS = 1 << 20;

    private final Graph<V, E> graph;
    private final PartitionRequest<V> request;
    private final List<VertexConstraint<V>> constraints;
    private final Map<V, Integer> indexOf = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    GraphReader(Graph<V, E> graph, PartitionRequest<V> request) {
        this.graph = graph;
        this.request = request;
        this.constraints = request.constraints().isEmpty()
                ? List.of(VertexConstraint.balanced("vertices", vertex -> 1, PartitionRequest.DEFAULT_IMBALANCE))
                : request.constraints();
    }

    List<VertexConstraint<V>> constraints() {
        return constraints;
    }

    /** @throws IllegalArgumentException that names all mistakes */
    CompressedGraph read() {
        checkRequest();
        if (!graph.getType().isUndirected()) {
            problems.add("the graph is directed; perhaps you should wrap it into AsUndirectedGraph");
        }
        refuseProblems();
        for (V vertex : graph.vertexSet()) {
            indexOf.put(vertex, indexOf.size());
        }
        long[] load = loads();
        int[] fixed = fixed();
        double scale = scale();
        refuseProblems();
        return edges(load, fixed, scale);
    }

    private void checkRequest() {
        int parts = request.parts();
        int vertices = graph.vertexSet().size();
        if (parts < 1 || parts > MOST_PARTS) {
            problems.add(parts + " parts are asked for; perhaps you should ask for 1 to " + MOST_PARTS);
        } else if (parts > vertices) {
            problems.add(parts + " parts are asked for, but the graph has " + vertices
                    + " vertices; perhaps you should ask for at most as many parts as it has vertices");
        }
        if (request.attempts() < 1 || request.threads() < 1 || request.cycles() < 0) {
            problems.add("there are " + request.attempts() + " attempts, " + request.threads() + " threads and "
                    + request.cycles() + " cycles; perhaps you should give at least 1, 1 and 0");
        }
        for (VertexConstraint<V> constraint : constraints) {
            if (!(constraint.imbalance() >= 0)) {
                problems.add("the imbalance of constraint \"" + constraint.name() + "\" is " + constraint.imbalance()
                        + "; perhaps you should write 0.03 for 3 %");
            }
            long[] capacities = constraint.capacities();
            if (constraint.hasCapacities() && capacities.length != parts) {
                problems.add("constraint \"" + constraint.name() + "\" has " + capacities.length + " capacities for "
                        + parts + " parts; perhaps you should give one for each part");
            }
            for (int part = 0; part < capacities.length; part++) {
                if (capacities[part] < 0) {
                    problems.add("the capacity of part " + part + " for constraint \"" + constraint.name() + "\" is "
                            + capacities[part] + "; perhaps you should give 0 for a part that is closed");
                }
            }
        }
    }

    private long[] loads() {
        int count = constraints.size();
        long[] load = new long[Math.multiplyExact(indexOf.size(), count)];
        for (int constraint = 0; constraint < count; constraint++) {
            VertexConstraint<V> weigh = constraints.get(constraint);
            double total = 0;
            int negative = 0;
            for (Map.Entry<V, Integer> entry : indexOf.entrySet()) {
                long weight = weigh.weight().applyAsLong(entry.getKey());
                load[entry.getValue() * count + constraint] = weight;
                total += weight;
                if (weight < 0 && negative++ == 0) {
                    problems.add("vertex " + entry.getKey() + " weighs " + weight + " under constraint \""
                            + weigh.name() + "\"; perhaps you should give 0 for a vertex that does not count");
                }
            }
            if (total > LARGEST_LOAD) {
                problems.add("the vertices weigh more than 2^53 together under constraint \"" + weigh.name()
                        + "\"; perhaps you should count in a larger unit");
            }
        }
        return load;
    }

    private int[] fixed() {
        int[] fixed = new int[indexOf.size()];
        Arrays.fill(fixed, CompressedGraph.FREE);
        for (Map.Entry<V, Integer> entry : request.fixed().entrySet()) {
            Integer vertex = indexOf.get(entry.getKey());
            int part = entry.getValue();
            if (vertex == null) {
                problems.add("the fixed vertex " + entry.getKey()
                        + " is not in the graph; perhaps you should add it or leave it out");
            } else if (part < 0 || part >= request.parts()) {
                problems.add("vertex " + entry.getKey() + " is fixed to part " + part
                        + "; perhaps you should choose one from 0 to " + (request.parts() - 1));
            } else {
                fixed[vertex] = part;
            }
        }
        return fixed;
    }

    /** What edge weights are multiplied with before they are rounded: a power of two, 1 for whole weights of a usual sum. */
    private double scale() {
        double sum = 0;
        int wrong = 0;
        int fraction = 1;
        for (E edge : graph.edgeSet()) {
            double weight = graph.getEdgeWeight(edge);
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                if (wrong++ == 0) {
                    problems.add("the edge from " + graph.getEdgeSource(edge) + " to " + graph.getEdgeTarget(edge)
                            + " weighs " + weight + "; perhaps you should give a finite weight of 0 or more");
                }
                continue;
            }
            sum += weight;
            while (fraction < FINEST_FRACTION && weight * fraction != Math.rint(weight * fraction)) {
                fraction *= 2;
            }
        }
        if (sum == Double.POSITIVE_INFINITY) {
            problems.add("the edges weigh more than a double holds; perhaps you should count in a larger unit");
        }
        if (fraction < FINEST_FRACTION && sum * fraction <= LARGEST_SUM) {
            return fraction;
        }
        return sum == 0 ? 1 : Math.scalb(1.0, (int) Math.floor(Math.log(LARGEST_SUM / sum) / Math.log(2)));
    }

    private CompressedGraph edges(long[] load, int[] fixed, double scale) {
        int vertices = fixed.length;
        int edges = graph.edgeSet().size();
        int[] source = new int[edges];
        int[] target = new int[edges];
        int[] heavy = new int[edges];
        int[] first = new int[vertices + 1];
        int used = 0;
        for (E edge : graph.edgeSet()) {
            double weight = graph.getEdgeWeight(edge);
            int from = Objects.requireNonNull(indexOf.get(graph.getEdgeSource(edge)));
            int to = Objects.requireNonNull(indexOf.get(graph.getEdgeTarget(edge)));
            if (weight > 0 && from != to) {
                source[used] = from;
                target[used] = to;
                heavy[used++] = (int) Math.max(1, Math.rint(weight * scale));
                first[from + 1]++;
                first[to + 1]++;
            }
        }
        for (int vertex = 0; vertex < vertices; vertex++) {
            first[vertex + 1] += first[vertex];
        }
        int[] filled = Arrays.copyOf(first, vertices);
        int[] neighbour = new int[2 * used];
        int[] weight = new int[2 * used];
        for (int edge = 0; edge < used; edge++) {
            weight[filled[source[edge]]] = heavy[edge];
            neighbour[filled[source[edge]]++] = target[edge];
            weight[filled[target[edge]]] = heavy[edge];
            neighbour[filled[target[edge]]++] = source[edge];
        }
        int[] same = new int[vertices];
        Arrays.setAll(same, vertex -> vertex);
        return Contraction.contract(
                new CompressedGraph(constraints.size(), first, neighbour, weight, load, fixed), same, vertices);
    }

    private void refuseProblems() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the graph cannot be partitioned: " + String.join("; ", problems));
        }
    }
}
