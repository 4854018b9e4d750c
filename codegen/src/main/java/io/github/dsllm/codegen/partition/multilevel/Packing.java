package io.github.dsllm.codegen.partition.multilevel;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Fits vertices into parts without a look at the edges, for limits so tight that nothing else keeps them: largest first, into the emptiest or the fullest part
 * that has room, and the same in several random orders; the best answer counts.
 *
 * <p>Source: D. Johnson, "Near-optimal bin packing algorithms", 1973 (decreasing orders). O(vertices * (log vertices + parts)).
 */
final class Packing {
    private static final int ORDERS = 8;

    private final CompressedGraph graph;
    private final Limits limits;
    private final RandomSource random;
    private final double[] size; // (vertices)

    private Packing(CompressedGraph graph, Limits limits, RandomSource random) {
        this.graph = graph;
        this.limits = limits;
        this.random = random;
        this.size = sizes(graph, limits);
    }

    /** Part of every vertex; overloaded if no order fits. */
    static int[] pack(CompressedGraph graph, Limits limits, RandomSource random) {
        return new Packing(graph, limits, random).best();
    }

    private static double[] sizes(CompressedGraph graph, Limits limits) {
        int constraints = graph.constraints();
        double[] size = new double[graph.vertices()];
        for (int constraint = 0; constraint < constraints; constraint++) {
            double room = Math.max(1, limits.sum(0, limits.parts(), constraint));
            for (int vertex = 0; vertex < size.length; vertex++) {
                size[vertex] = Math.max(size[vertex], graph.load()[vertex * constraints + constraint] / room);
            }
        }
        return size;
    }

    private int[] best() {
        int[] best = new int[0];
        double bestOverload = Double.POSITIVE_INFINITY;
        for (int order = 0; order < ORDERS && bestOverload > 0; order++) {
            for (int emptiest = 1; emptiest >= 0 && bestOverload > 0; emptiest--) {
                int[] parts = new int[graph.vertices()];
                double overload = pack(order(order), emptiest == 1, parts);
                if (overload < bestOverload) {
                    best = parts;
                    bestOverload = overload;
                }
            }
        }
        return best;
    }

    /** Order 0 is by falling size, later ones disturb it more and more. */
    private int[] order(int disturbance) {
        double[] key = new double[size.length];
        for (int vertex = 0; vertex < key.length; vertex++) {
            key[vertex] = size[vertex] * (1 + 0.2 * disturbance * random.nextInt(1000) / 1000.0);
        }
        return IntStream.range(0, key.length)
                .boxed()
                .sorted((one, other) -> Double.compare(key[other], key[one]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private double pack(int[] order, boolean emptiest, int[] parts) {
        int constraints = graph.constraints();
        double[] room = new double[limits.limit().length];
        Arrays.setAll(room, index -> limits.limit()[index]);
        for (int vertex = 0; vertex < parts.length; vertex++) {
            int home = graph.fixed()[vertex];
            if (home != CompressedGraph.FREE) {
                put(vertex, home, parts, room);
            }
        }
        for (int vertex : order) {
            if (graph.fixed()[vertex] == CompressedGraph.FREE) {
                put(vertex, choose(vertex, emptiest, room), parts, room);
            }
        }
        double overload = 0;
        for (int index = 0; index < room.length; index++) {
            overload += Math.max(0, -room[index]) / Math.max(1, limits.sum(0, limits.parts(), index % constraints));
        }
        return overload;
    }

    private void put(int vertex, int to, int[] parts, double[] room) {
        int constraints = graph.constraints();
        parts[vertex] = to;
        for (int constraint = 0; constraint < constraints; constraint++) {
            room[to * constraints + constraint] -= graph.load()[vertex * constraints + constraint];
        }
    }

    private int choose(int vertex, boolean emptiest, double[] room) {
        int constraints = graph.constraints();
        int best = 0;
        double bestRating = Double.NEGATIVE_INFINITY;
        for (int to = 0; to < limits.parts(); to++) {
            double left = Double.POSITIVE_INFINITY;
            for (int constraint = 0; constraint < constraints; constraint++) {
                long load = graph.load()[vertex * constraints + constraint];
                double after = room[to * constraints + constraint] - load;
                if (load > 0) {
                    left = Math.min(left, after / Math.max(1, limits.of(to, constraint)));
                }
            }
            double rating = left < 0 ? left - 1e9 : emptiest ? left : -left;
            if (rating > bestRating) {
                best = to;
                bestRating = rating;
            }
        }
        return best;
    }
}
