package io.github.dsllm.codegen.partition.multilevel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jgrapht.Graph;
import org.jgrapht.alg.interfaces.PartitioningAlgorithm.Partitioning;

/** Whether a partition does what was asked; shares nothing with the search but the limits. */
final class PartitionCheck<V, E> {
    private final Graph<V, E> graph;
    private final PartitionRequest<V> request;

    PartitionCheck(Graph<V, E> graph, PartitionRequest<V> request) {
        this.graph = graph;
        this.request = request;
    }

    List<String> problems(Partitioning<V> partitioning) {
        GraphReader<V, E> reader = new GraphReader<>(graph, request);
        CompressedGraph compressed = reader.read();
        List<String> problems = new ArrayList<>();
        if (partitioning.getNumberPartitions() != request.parts()) {
            problems.add("there are " + partitioning.getNumberPartitions() + " parts instead of " + request.parts());
            return problems;
        }
        Map<V, Integer> part = new LinkedHashMap<>();
        for (int index = 0; index < request.parts(); index++) {
            for (V vertex : partitioning.getPartition(index)) {
                Integer before = part.put(vertex, index);
                if (before != null) {
                    problems.add("vertex " + vertex + " is in parts " + before + " and " + index);
                }
                if (!graph.containsVertex(vertex)) {
                    problems.add("vertex " + vertex + " of part " + index + " is not in the graph");
                }
            }
        }
        for (V vertex : graph.vertexSet()) {
            if (!part.containsKey(vertex)) {
                problems.add("vertex " + vertex + " is in no part");
            }
        }
        request.fixed().forEach((vertex, home) -> {
            if (!Objects.equals(part.get(vertex), home)) {
                problems.add("vertex " + vertex + " is in part " + part.get(vertex) + ", but fixed to " + home);
            }
        });
        Limits limits = new LimitsOfRequest<>(reader.constraints(), request.parts(), compressed).limits();
        for (int index = 0; index < request.parts(); index++) {
            for (int constraint = 0; constraint < limits.constraints(); constraint++) {
                checkLoad(partitioning, reader.constraints().get(constraint), index, limits.of(index, constraint))
                        .ifPresent(problems::add);
            }
        }
        return problems;
    }

    private Optional<String> checkLoad(
            Partitioning<V> partitioning, VertexConstraint<V> constraint, int index, long limit) {
        long load = 0;
        for (V vertex : partitioning.getPartition(index)) {
            load += graph.containsVertex(vertex) ? constraint.weight().applyAsLong(vertex) : 0;
        }
        return load <= limit
                ? Optional.empty()
                : Optional.of("part " + index + " holds " + load + " of constraint \"" + constraint.name() + "\", "
                        + (load - limit) + " above its limit of " + limit);
    }
}
