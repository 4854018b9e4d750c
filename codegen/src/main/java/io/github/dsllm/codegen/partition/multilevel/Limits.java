package io.github.dsllm.codegen.partition.multilevel;

/**
 * How much every part may hold.
 *
 * @param parts number of parts
 * @param constraints number of weights of a vertex
 * @param limit largest load of a part by constraint, never above the load of the whole graph (parts * constraints)
 */
record Limits(int parts, int constraints, long[] limit) {

    long of(int part, int constraint) {
        return limit[part * constraints + constraint];
    }

    /** The limits of the parts from {@code from} up to but without {@code to} together. */
    double sum(int from, int to, int constraint) {
        double sum = 0;
        for (int part = from; part < to; part++) {
            sum += of(part, constraint);
        }
        return sum;
    }

    /** Limits with room for some more vertices of mean load, for coarse graphs; parts that may hold nothing stay empty. */
    Limits relaxed(CompressedGraph graph, double vertices) {
        long[] total = graph.totalLoad();
        long[] relaxed = new long[limit.length];
        for (int index = 0; index < limit.length; index++) {
            long load = total[index % constraints];
            long more = (long) (vertices * load / Math.max(1, graph.vertices()));
            relaxed[index] = limit[index] == 0 ? 0 : Math.min(load, limit[index] + more);
        }
        return new Limits(parts, constraints, relaxed);
    }
}
