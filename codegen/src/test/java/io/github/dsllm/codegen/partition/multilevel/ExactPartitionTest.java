package io.github.dsllm.codegen.partition.multilevel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.partition.multilevel.RandomProblems.Problem;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.junit.jupiter.api.Test;

/** Against the optimum of small graphs. */
class ExactPartitionTest {
    private static final int PROBLEMS = 120;

    @Test
    void itIsOptimalOnNineOfTenSmallGraphsAndSixPercentOffInAll() {
        int optimal = 0;
        double sum = 0;
        double optimum = 0;
        for (long seed = 0; seed < PROBLEMS; seed++) {
            Problem problem = RandomProblems.problem(seed, 11, false);
            GraphReader<Integer, DefaultWeightedEdge> reader = new GraphReader<>(problem.graph(), problem.request());
            CompressedGraph graph = reader.read();
            Limits limits = new LimitsOfRequest<>(
                            reader.constraints(), problem.request().parts(), graph)
                    .checked();
            long exact = ExactPartition.cut(graph, limits);

            PartitionState state =
                    Attempts.best(graph, limits, problem.request().withAttempts(16, 1));

            assertThat(state.overload()).as("seed %d", seed).isZero();
            assertThat(state.cut()).as("seed %d", seed).isGreaterThanOrEqualTo(exact);
            optimal += state.cut() == exact ? 1 : 0;
            sum += state.cut();
            optimum += exact;
        }
        assertThat(optimal).isGreaterThan(PROBLEMS * 9 / 10);
        assertThat(sum).isLessThan(1.06 * optimum);
    }

    @Test
    void theOracleKnowsACutThatIsEasyToCount() {
        CompressedGraph square = GraphFamilies.mesh(4, 2, 1, false, false);

        assertThat(ExactPartition.cut(square, new Limits(2, 1, new long[] {4, 4})))
                .isEqualTo(2);
        assertThat(ExactPartition.cut(square, new Limits(2, 1, new long[] {8, 0})))
                .isZero();
        assertThat(ExactPartition.cut(square, new Limits(2, 1, new long[] {3, 4})))
                .isEqualTo(Long.MAX_VALUE);
    }
}
