package io.github.dsllm.codegen.partition.multilevel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeCarvingTest {
    private static final int SMALL_TREES = 60;

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void aCompleteBinaryTreeFallsIntoPartsByOneEdgeLessThanThereAre(int parts) {
        CompressedGraph tree = GraphFamilies.tree(4095, vertex -> (vertex - 1) / 2);

        PartitionState state = new MultilevelRun(tree, limits(tree, parts, 0.03), 1).partition(1);

        assertThat(state.overload()).isZero();
        assertThat(state.cut()).isEqualTo(parts - 1);
    }

    @Test
    void smallWeightedForestsAreCutNearTheOptimum() {
        double sum = 0;
        double optimum = 0;
        for (long seed = 0; seed < SMALL_TREES; seed++) {
            Random random = new Random(seed);
            CompressedGraph forest = GraphFamilies.weighted(GraphFamilies.randomTree(11, seed), 3, 9, seed);
            Limits limits = limits(forest, 2 + random.nextInt(2), 0.2 + random.nextInt(3) * 0.1);
            long exact = ExactPartition.cut(forest, limits);

            PartitionState state = new MultilevelRun(forest, limits, seed).partition(1);

            assertThat(state.overload()).as("seed %d", seed).isZero();
            assertThat(state.cut()).as("seed %d", seed).isGreaterThanOrEqualTo(exact);
            sum += state.cut();
            optimum += exact;
        }
        assertThat(sum).isLessThan(1.15 * optimum);
    }

    @Test
    void severalTreesAndLonelyVerticesAreAForestAsWell() {
        CompressedGraph forest = GraphFamilies.tree(300, vertex -> vertex % 100 < 2 ? vertex : vertex / 100 * 100 + 1);

        assertThat(TreeCarving.partition(forest, limits(forest, 3, 0.05)))
                .hasValueSatisfying(parts -> assertThat(
                                new PartitionState(forest, limits(forest, 3, 0.05), parts).overload())
                        .isZero());
    }

    @Test
    void whatIsNoForestOrWouldFallIntoSingleVerticesIsLeftToOthers() {
        CompressedGraph circle = GraphFamilies.mesh(2, 2, 1, false, false);
        CompressedGraph star = GraphFamilies.tree(1000, vertex -> 0);
        CompressedGraph fixed = new CompressedGraph(
                1, new int[] {0, 1, 2}, new int[] {1, 0}, new int[] {1, 1}, new long[] {1, 1}, new int[] {0, -1});

        assertThat(TreeCarving.partition(circle, limits(circle, 2, 0.03))).isEmpty();
        assertThat(TreeCarving.partition(star, limits(star, 4, 0.03))).isEmpty();
        assertThat(TreeCarving.partition(fixed, limits(fixed, 2, 0.03))).isEmpty();
    }

    private static Limits limits(CompressedGraph graph, int parts, double imbalance) {
        return new LimitsOfRequest<>(
                        List.of(VertexConstraint.<Integer>balanced("weight", vertex -> 1, imbalance)), parts, graph)
                .checked();
    }
}
