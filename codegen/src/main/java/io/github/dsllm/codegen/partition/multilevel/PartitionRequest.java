package io.github.dsllm.codegen.partition.multilevel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is asked of a {@link MultilevelPartitioner}. Immutable; start with {@link #into} and add to it.
 *
 * @param parts number of parts, at least 1
 * @param constraints weights of the vertices; none means that numbers of vertices are balanced within 3 %
 * @param fixed vertices whose part is given
 * @param seed where random numbers begin
 * @param attempts independent partitions of which the best is taken, at least 1
 * @param threads how many of them are made at once, at least 1; without influence on the result
 * @param cycles V-cycles of each, 0 or more; each takes about the time of a first partition
 */
public record PartitionRequest<V>(
        int parts,
        List<VertexConstraint<V>> constraints,
        Map<V, Integer> fixed,
        long seed,
        int attempts,
        int threads,
        int cycles) {

    /** The imbalance where none is given: 3 %. */
    public static final double DEFAULT_IMBALANCE = 0.03;

    public PartitionRequest {
        constraints = List.copyOf(constraints);
        fixed = Collections.unmodifiableMap(new LinkedHashMap<>(fixed));
    }

    /** Parts of about equally many vertices, from seed 1, one attempt with one V-cycle. */
    public static <V> PartitionRequest<V> into(int parts) {
        return new PartitionRequest<>(parts, List.of(), Map.of(), 1, 1, 1, 1);
    }

    /** The same with one more weight. */
    public PartitionRequest<V> with(VertexConstraint<V> constraint) {
        List<VertexConstraint<V>> more = new ArrayList<>(constraints);
        more.add(constraint);
        return new PartitionRequest<>(parts, more, fixed, seed, attempts, threads, cycles);
    }

    /** The same with one more vertex whose part is given. */
    public PartitionRequest<V> withFixed(V vertex, int part) {
        Map<V, Integer> more = new LinkedHashMap<>(fixed);
        more.put(vertex, part);
        return new PartitionRequest<>(parts, constraints, more, seed, attempts, threads, cycles);
    }

    public PartitionRequest<V> withSeed(long newSeed) {
        return new PartitionRequest<>(parts, constraints, fixed, newSeed, attempts, threads, cycles);
    }

    /** The same, but the best of {@code newAttempts} partitions, {@code newThreads} of them at once. */
    public PartitionRequest<V> withAttempts(int newAttempts, int newThreads) {
        return new PartitionRequest<>(parts, constraints, fixed, seed, newAttempts, newThreads, cycles);
    }

    public PartitionRequest<V> withCycles(int newCycles) {
        return new PartitionRequest<>(parts, constraints, fixed, seed, attempts, threads, newCycles);
    }
}
