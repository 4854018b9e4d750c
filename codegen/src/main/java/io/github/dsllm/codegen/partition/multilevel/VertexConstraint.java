package io.github.dsllm.codegen.partition.multilevel;

import java.util.Arrays;
import java.util.function.ToLongFunction;

/**
 * One weight of the vertices and how much of it a part may hold.
 *
 * @param name what messages call it
 * @param weight weight of a vertex, 0 or more
 * @param imbalance how far a part may be above the mean of the open parts, 0.03 being 3 %; infinite for no such limit. Since weights are whole, a part may
 *     always hold the mean rounded up
 * @param capacities the most that each part may hold, or none for no such limit; a part of capacity 0 is closed: it takes only vertices without weight, and does
 *     not count for the mean of any constraint
 */
public record VertexConstraint<V>(String name, ToLongFunction<? super V> weight, double imbalance, long[] capacities) {

    public VertexConstraint {
        capacities = Arrays.copyOf(capacities, capacities.length);
    }

    boolean hasCapacities() {
        return capacities.length > 0;
    }

    /** A weight that is to be spread evenly. */
    public static <V> VertexConstraint<V> balanced(String name, ToLongFunction<? super V> weight, double imbalance) {
        return new VertexConstraint<>(name, weight, imbalance, new long[0]);
    }

    /** A weight of which every part has a fixed amount. */
    public static <V> VertexConstraint<V> within(String name, ToLongFunction<? super V> weight, long... capacities) {
        return new VertexConstraint<>(name, weight, Double.POSITIVE_INFINITY, capacities);
    }
}
