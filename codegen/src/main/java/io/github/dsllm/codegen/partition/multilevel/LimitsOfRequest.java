package io.github.dsllm.codegen.partition.multilevel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns imbalances and capacities into limits, proves where it can that they cannot be kept, and says what would fit. */
final class LimitsOfRequest<V> {
    private final List<VertexConstraint<V>> constraints;
    private final int parts;
    private final CompressedGraph graph;
    private final boolean[] closed; // (parts)
    private final int open;
    private final Limits limits;

    LimitsOfRequest(List<VertexConstraint<V>> constraints, int parts, CompressedGraph graph) {
        this.constraints = constraints;
        this.parts = parts;
        this.graph = graph;
        closed = new boolean[parts];
        for (VertexConstraint<V> constraint : constraints) {
            long[] capacities = constraint.capacities();
            for (int part = 0; part < capacities.length; part++) {
                closed[part] |= capacities[part] == 0;
            }
        }
        int count = 0;
        for (boolean shut : closed) {
            count += shut ? 0 : 1;
        }
        open = count;
        limits = compute();
    }

    /** Limits that can be kept as far as sums and single vertices tell. */
    Limits checked() {
        long[] total = graph.totalLoad();
        for (int constraint = 0; constraint < total.length; constraint++) {
            checkTotal(constraint, total[constraint]);
            checkLargest(constraint);
            checkFixed(constraint);
        }
        return limits;
    }

    /** The limits, whether or not they can be kept. */
    Limits limits() {
        return limits;
    }

    private Limits compute() {
        int count = constraints.size();
        long[] total = graph.totalLoad();
        long[] limit = new long[parts * count];
        for (int part = 0; part < parts; part++) {
            for (int constraint = 0; constraint < count; constraint++) {
                limit[part * count + constraint] =
                        closed[part] ? 0 : limit(constraints.get(constraint), part, total[constraint]);
            }
        }
        return new Limits(parts, count, limit);
    }

    private long limit(VertexConstraint<V> constraint, int part, long total) {
        long limit = total;
        double imbalance = constraint.imbalance();
        if (imbalance < Double.POSITIVE_INFINITY) {
            long mean = (total + open - 1) / Math.max(1, open);
            double above = (1 + imbalance) * total / Math.max(1, open);
            limit = Math.min(limit, Math.max(mean, (long) Math.min(total, Math.floor(above))));
        }
        return constraint.hasCapacities() ? Math.min(limit, constraint.capacities()[part]) : limit;
    }

    private void checkTotal(int constraint, long total) {
        double room = limits.sum(0, parts, constraint);
        if (total > room) {
            long excess = total - (long) room;
            throw proven(
                    constraint,
                    excess,
                    "the vertices weigh " + total + " together, but the " + parts + " parts hold " + (long) room + ", "
                            + excess + " too little",
                    "add capacity for " + excess + " or more");
        }
    }

    private void checkLargest(int constraint) {
        long most = 0;
        for (int part = 0; part < parts; part++) {
            most = Math.max(most, limits.of(part, constraint));
        }
        for (int vertex = 0; vertex < graph.vertices(); vertex++) {
            long load = graph.load()[vertex * constraints.size() + constraint];
            if (load > most) {
                throw proven(
                        constraint,
                        load - most,
                        "one vertex weighs " + load + ", but no part may hold more than " + most + ", " + (load - most)
                                + " too little",
                        remedy(constraint, load) + ", or split the vertex");
            }
        }
    }

    private void checkFixed(int constraint) {
        long[] load = new long[parts];
        for (int vertex = 0; vertex < graph.vertices(); vertex++) {
            int home = graph.fixed()[vertex];
            if (home != CompressedGraph.FREE) {
                load[home] += graph.load()[vertex * constraints.size() + constraint];
            }
        }
        for (int part = 0; part < parts; part++) {
            long limit = limits.of(part, constraint);
            if (load[part] > limit) {
                throw proven(
                        constraint,
                        load[part] - limit,
                        "the vertices fixed to part " + part + " weigh " + load[part] + ", but it may hold " + limit
                                + ", " + (load[part] - limit) + " too little",
                        "fix fewer of them");
            }
        }
    }

    private InfeasiblePartitionException proven(int constraint, long excess, String why, String remedy) {
        String name = constraints.get(constraint).name();
        return new InfeasiblePartitionException(
                "constraint \"" + name + "\" cannot be met: " + why + "; perhaps you should " + remedy,
                name,
                excess,
                true);
    }

    /** For a partition that is the best that was found and still overloaded. */
    InfeasiblePartitionException notFound(long[] loads) {
        int count = constraints.size();
        int worst = 0;
        List<String> missed = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        for (int constraint = 0; constraint < count; constraint++) {
            int fullest = constraint;
            for (int index = constraint; index < loads.length; index += count) {
                if (loads[index] - limits.limit()[index] > loads[fullest] - limits.limit()[fullest]) {
                    fullest = index;
                }
            }
            long excess = loads[fullest] - limits.limit()[fullest];
            if (excess > 0) {
                worst = missed.isEmpty() ? fullest : worst;
                missed.add("part " + fullest / count + " would hold " + loads[fullest] + " of constraint \""
                        + constraints.get(constraint).name() + "\", " + excess + " above its limit of "
                        + limits.limit()[fullest]);
                remedies.add(remedy(constraint, loads[fullest]));
            }
        }
        return new InfeasiblePartitionException(
                "no partition within the limits was found: " + String.join("; ", missed) + "; perhaps you should "
                        + String.join(" and ", remedies),
                constraints.get(worst % count).name(),
                loads[worst] - limits.limit()[worst],
                false);
    }

    private String remedy(int constraint, long needed) {
        VertexConstraint<V> asked = constraints.get(constraint);
        double mean = (double) graph.totalLoad()[constraint] / Math.max(1, open);
        String capacity = "give a part a capacity of " + needed + " for \"" + asked.name() + "\"";
        if (asked.imbalance() == Double.POSITIVE_INFINITY) {
            return capacity;
        }
        double percent = Math.ceil(1000 * (needed / mean - 1) - 1e-6) / 10;
        String balance = String.format(Locale.ROOT, "allow \"%s\" an imbalance of %.1f %%", asked.name(), percent);
        return asked.hasCapacities() ? balance + " and " + capacity : balance;
    }
}
