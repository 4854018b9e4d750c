package io.github.dsllm.codegen.partition.multilevel;

/**
 * Lets pairs of vertices change places where no single move has room; for small graphs with tight limits.
 *
 * <p>Source: B. Kernighan, S. Lin, "An efficient heuristic procedure for partitioning graphs", Bell System Tech. J. 49, 1970 (exchanges). A pass is O(vertices^2
 * * degree).
 */
final class Exchange {
    private static final int PASSES = 8;

    private final PartitionState state;

    private Exchange(PartitionState state) {
        this.state = state;
    }

    /** Improves the cut until no exchange does, or for some passes; limits stay kept. */
    static void improve(PartitionState state) {
        Exchange exchange = new Exchange(state);
        for (int pass = 0; pass < PASSES && exchange.pass(); pass++) {
            continue;
        }
    }

    private boolean pass() {
        boolean better = false;
        int[] fixed = state.graph.fixed();
        for (int one = 0; one < fixed.length; one++) {
            for (int other = one + 1; other < fixed.length; other++) {
                if (fixed[one] == CompressedGraph.FREE
                        && fixed[other] == CompressedGraph.FREE
                        && state.part[one] != state.part[other]
                        && gain(one, other) > 0
                        && fits(one, other)
                        && fits(other, one)) {
                    int home = state.part[one];
                    state.move(one, state.part[other]);
                    state.move(other, home);
                    better = true;
                }
            }
        }
        return better;
    }

    private int gain(int one, int other) {
        return state.weightInto(one, state.part[other])
                - state.inner[one]
                + state.weightInto(other, state.part[one])
                - state.inner[other]
                - 2 * weightBetween(one, other);
    }

    private int weightBetween(int one, int other) {
        for (int edge = state.graph.first()[one]; edge < state.graph.first()[one + 1]; edge++) {
            if (state.graph.neighbour()[edge] == other) {
                return state.graph.weight()[edge];
            }
        }
        return 0;
    }

    /** Whether the part of {@code leaving} has room for {@code coming} instead. */
    private boolean fits(int coming, int leaving) {
        int constraints = state.graph.constraints();
        long[] load = state.graph.load();
        int part = state.part[leaving];
        for (int constraint = 0; constraint < constraints; constraint++) {
            long more = load[coming * constraints + constraint] - load[leaving * constraints + constraint];
            if (more > 0 && state.loads[part * constraints + constraint] + more > state.limits.of(part, constraint)) {
                return false;
            }
        }
        return true;
    }
}
