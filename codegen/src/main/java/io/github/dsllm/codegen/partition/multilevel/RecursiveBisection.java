package io.github.dsllm.codegen.partition.multilevel;

import java.util.Arrays;

/**
 * A first k-way partition: cuts in two, then each half again. The room that the limits leave is spread evenly over the cuts still to come.
 *
 * <p>Source of the limits of a cut: S. Schlag et al., "k-way hypergraph partitioning via n-level recursive bisection", ALENEX 2016. O(edges * log k).
 */
final class RecursiveBisection {
    private final Limits limits;
    private final boolean hubsFirst;
    private final RandomSource random;
    private final int[] part; // (vertices of the whole graph)

    private RecursiveBisection(Limits limits, boolean hubsFirst, RandomSource random, int vertices) {
        this.limits = limits;
        this.hubsFirst = hubsFirst;
        this.random = random;
        part = new int[vertices];
    }

    /** Part of every vertex; limits may be missed where vertices are heavy. */
    static int[] partition(CompressedGraph graph, Limits limits, boolean hubsFirst, RandomSource random) {
        RecursiveBisection recursion = new RecursiveBisection(limits, hubsFirst, random, graph.vertices());
        int[] all = new int[graph.vertices()];
        Arrays.setAll(all, vertex -> vertex);
        recursion.split(graph, all, 0, limits.parts());
        return recursion.part;
    }

    /** Spreads {@code graph}, whose vertices are {@code names} in the whole graph, over the parts from {@code from} up to but without {@code to}. */
    private void split(CompressedGraph graph, int[] names, int from, int to) {
        if (to - from == 1 || names.length == 0) {
            for (int name : names) {
                part[name] = from;
            }
            return;
        }
        int middle = (from + to + 1) >>> 1;
        int[] fixed = new int[names.length];
        for (int vertex = 0; vertex < fixed.length; vertex++) {
            int home = graph.fixed()[vertex];
            fixed[vertex] = home == CompressedGraph.FREE ? home : home < middle ? 0 : 1;
        }
        CompressedGraph halved = new CompressedGraph(
                graph.constraints(), graph.first(), graph.neighbour(), graph.weight(), graph.load(), fixed);
        int[] sides = bisection(graph.totalLoad(), from, middle, to).cut(halved);
        split(graph, names, sides, 0, from, middle);
        split(graph, names, sides, 1, middle, to);
    }

    private Bisection bisection(long[] total, int from, int middle, int to) {
        int constraints = total.length;
        int cutsToCome = 32 - Integer.numberOfLeadingZeros(to - from - 1);
        long[] limit = new long[2 * constraints];
        double[] wished = new double[constraints];
        for (int constraint = 0; constraint < constraints; constraint++) {
            double left = limits.sum(from, middle, constraint);
            double room = left + limits.sum(middle, to, constraint);
            double share = room == 0 ? 0.5 : left / room;
            double slack = total[constraint] == 0 ? 1 : Math.max(1, room / total[constraint]);
            double spread = Math.pow(slack, 1.0 / cutsToCome);
            wished[constraint] = total[constraint] * share;
            limit[constraint] = limit(total[constraint] * share * spread, left);
            limit[constraints + constraint] = limit(total[constraint] * (1 - share) * spread, room - left);
        }
        return new Bisection(new Limits(2, constraints, limit), wished, hubsFirst, random);
    }

    private static long limit(double wish, double room) {
        return (long) Math.min(Math.ceil(wish), Math.max(room, Math.ceil(wish) - 1));
    }

    private void split(CompressedGraph graph, int[] names, int[] sides, int side, int from, int to) {
        int[] inside = new int[names.length];
        int count = 0;
        for (int vertex = 0; vertex < sides.length; vertex++) {
            inside[vertex] = sides[vertex] == side ? count++ : -1;
        }
        int[] sideNames = new int[count];
        for (int vertex = 0; vertex < sides.length; vertex++) {
            if (inside[vertex] >= 0) {
                sideNames[inside[vertex]] = names[vertex];
            }
        }
        split(to - from == 1 ? graph : Contraction.induced(graph, inside, count), sideNames, from, to);
    }
}
