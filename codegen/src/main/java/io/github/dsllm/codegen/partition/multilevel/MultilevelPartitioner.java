package io.github.dsllm.codegen.partition.multilevel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.alg.interfaces.PartitioningAlgorithm;
import org.jspecify.annotations.Nullable;

/**
 * Divides the vertices of a weighted undirected graph into k parts such that the edges between parts weigh little, and every part stays within the limits of
 * every vertex weight.
 *
 * <pre>{@code
 * var request = PartitionRequest.<Block>into(16)
 *         .with(VertexConstraint.balanced("cycles", Block::cycles, 0.03))
 *         .with(VertexConstraint.within("memory", Block::words, capacities));
 * Partitioning<Block> parts = new MultilevelPartitioner<>(graph, request).getPartitioning();
 * }</pre>
 *
 * <p>Multilevel: pairs of vertices are joined until a small graph is left (heavy edges first; around common neighbours in power-law graphs), which is cut by
 * recursive bisection (greedy growing from random vertices); on the way back vertices at borders move between all k parts (Fiduccia-Mattheyses with gain
 * buckets, globally and from single vertices); V-cycles repeat this around the partition that was found. O((vertices + edges) log k) time in practice, O(vertices
 * + edges) memory per thread. The problem is NP-hard; the answer is not optimal in general.
 *
 * <p>The same graph (in the order of its vertex and edge sets) and request give the same partition, whatever the number of threads. Edge weights are finite and 0
 * or more; loops and edges of weight 0 do not count, parallel edges add up. Weights that are not multiples of 1/512, or that add up to more than 2^29, are
 * rounded to about 2^-29 of their sum inside; results are measured with the weights as given. Parts may be empty where limits allow it.
 *
 * <p>Sources:
 *
 * <ul>
 *   <li>G. Karypis, V. Kumar, "Multilevel k-way partitioning scheme for irregular graphs", J. Parallel Distrib. Comput. 48, 1998
 *   <li>G. Karypis, V. Kumar, "Multilevel algorithms for multi-constraint graph partitioning", Supercomputing 1998
 *   <li>C. Fiduccia, R. Mattheyses, "A linear-time heuristic for improving network partitions", DAC 1982
 *   <li>P. Sanders, C. Schulz, "Engineering multilevel graph partitioning algorithms", ESA 2011
 *   <li>D. LaSalle et al., "Improving graph partitioning for modern graphs and architectures", IA3 2015
 * </ul>
 */
public final class MultilevelPartitioner<V, E> implements PartitioningAlgorithm<V> {
    private final Graph<V, E> graph;
    private final PartitionRequest<V> request;
    private @Nullable Partitioning<V> found;

    public MultilevelPartitioner(Graph<V, E> graph, PartitionRequest<V> request) {
        this.graph = graph;
        this.request = request;
    }

    /**
     * The parts, k sets; computed once.
     *
     * @throws IllegalArgumentException naming all that is wrong with the graph or the request
     * @throws InfeasiblePartitionException if no partition within the limits exists or was found
     */
    @Override
    public Partitioning<V> getPartitioning() {
        if (found == null) {
            GraphReader<V, E> reader = new GraphReader<>(graph, request);
            CompressedGraph compressed = reader.read();
            LimitsOfRequest<V> asked = new LimitsOfRequest<>(reader.constraints(), request.parts(), compressed);
            PartitionState best = Attempts.best(compressed, asked.checked(), request);
            if (best.overload() > 0) {
                throw asked.notFound(best.loads);
            }
            found = sets(best.part);
        }
        return found;
    }

    /** Whether {@link #problems} finds nothing. */
    @Override
    public boolean isValidPartitioning(Partitioning<V> partitioning) {
        return problems(partitioning).isEmpty();
    }

    /**
     * What is wrong with a partition, wherever it comes from: number of parts, vertices that are missing, twice there or unknown, fixed vertices elsewhere,
     * limits. O(vertices * constraints).
     *
     * @throws IllegalArgumentException if graph or request are wrong themselves
     */
    public List<String> problems(Partitioning<V> partitioning) {
        return new PartitionCheck<>(graph, request).problems(partitioning);
    }

    /** Weight of the edges between parts; O(edges). */
    public double cutWeight(Partitioning<V> partitioning) {
        Map<V, Integer> part = new LinkedHashMap<>();
        for (int index = 0; index < partitioning.getNumberPartitions(); index++) {
            for (V vertex : partitioning.getPartition(index)) {
                part.put(vertex, index);
            }
        }
        double cut = 0;
        for (E edge : graph.edgeSet()) {
            if (!Objects.equals(part.get(graph.getEdgeSource(edge)), part.get(graph.getEdgeTarget(edge)))) {
                cut += graph.getEdgeWeight(edge);
            }
        }
        return cut;
    }

    private Partitioning<V> sets(int[] part) {
        List<Set<V>> sets = new ArrayList<>();
        for (int index = 0; index < request.parts(); index++) {
            sets.add(new LinkedHashSet<>());
        }
        int next = 0;
        for (V vertex : graph.vertexSet()) {
            sets.get(part[next++]).add(vertex);
        }
        sets.replaceAll(Collections::unmodifiableSet);
        return new PartitioningImpl<>(Collections.unmodifiableList(sets));
    }
}
