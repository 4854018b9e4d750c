package io.github.dsllm.codegen.partition.multilevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.partition.multilevel.RandomProblems.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jgrapht.alg.interfaces.PartitioningAlgorithm.Partitioning;
import org.jgrapht.alg.interfaces.PartitioningAlgorithm.PartitioningImpl;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.junit.jupiter.api.Test;

/** What holds for every graph and every request that can be met. */
class PartitionPropertyTest {

    @Test
    void everyVertexHasOnePartAndAllLimitsAndFixedVerticesAreKept() {
        for (long seed = 0; seed < 150; seed++) {
            Problem problem = RandomProblems.problem(seed, seed % 15 == 0 ? 1000 : 80, false);
            MultilevelPartitioner<Integer, DefaultWeightedEdge> partitioner =
                    new MultilevelPartitioner<>(problem.graph(), problem.request());

            assertThat(partitioner.problems(partitioner.getPartitioning()))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @Test
    void limitsThatLeaveOneUnitPerPartAreKeptOrMissedWithOneMessage() {
        int kept = 0;
        for (long seed = 0; seed < 100; seed++) {
            Problem problem = RandomProblems.problem(seed, 60, true);
            MultilevelPartitioner<Integer, DefaultWeightedEdge> partitioner =
                    new MultilevelPartitioner<>(problem.graph(), problem.request());
            try {
                assertThat(partitioner.problems(partitioner.getPartitioning()))
                        .as("seed %d", seed)
                        .isEmpty();
                kept++;
            } catch (InfeasiblePartitionException e) {
                assertThat(e.isProven()).as("seed %d", seed).isFalse();
                assertThat(e.excess()).as("seed %d", seed).isPositive();
                assertThat(e).hasMessageContaining("no partition within the limits was found");
            }
        }
        assertThat(kept).isGreaterThan(60);
    }

    @Test
    void theSameRequestGivesTheSamePartsOnAnyNumberOfThreads() {
        for (long seed = 0; seed < 12; seed++) {
            Problem problem = RandomProblems.problem(seed, 300, false);
            PartitionRequest<Integer> request = problem.request();

            List<Set<Integer>> sequential = parts(problem, request.withAttempts(4, 1));

            assertThat(parts(problem, request.withAttempts(4, 1)))
                    .as("seed %d", seed)
                    .isEqualTo(sequential);
            assertThat(parts(problem, request.withAttempts(4, 4)))
                    .as("seed %d", seed)
                    .isEqualTo(sequential);
        }
    }

    @Test
    void moreAttemptsAndCyclesAreNeverWorse() {
        CompressedGraph mesh = GraphFamilies.mesh(40, 40, 1, false, false);
        Limits limits = even(mesh, 7);
        PartitionRequest<Integer> request = PartitionRequest.into(7);

        long one = Attempts.best(mesh, limits, request.withCycles(0)).cut();

        assertThat(Attempts.best(mesh, limits, request.withCycles(0).withAttempts(6, 2))
                        .cut())
                .isLessThanOrEqualTo(one);
        assertThat(Attempts.best(mesh, limits, request.withCycles(3)).cut()).isLessThanOrEqualTo(one);
    }

    @Test
    void familiesOfGraphsAreBalancedWithinThreePercent() {
        List<CompressedGraph> graphs = List.of(
                GraphFamilies.mesh(50, 40, 1, false, false),
                GraphFamilies.mesh(12, 12, 12, true, false),
                GraphFamilies.geometric(3000, 8, 1),
                GraphFamilies.preferential(3000, 3, 1),
                GraphFamilies.recursiveMatrix(11, 6, 1),
                GraphFamilies.smallWorld(2000, 6, 0.1, 1),
                GraphFamilies.randomTree(3000, 1),
                GraphFamilies.weighted(GraphFamilies.mesh(50, 40, 1, false, true), 9, 9, 1),
                GraphFamilies.tree(2000, vertex -> 0));
        for (int index = 0; index < graphs.size(); index++) {
            for (int parts : new int[] {1, 3, 16}) {
                Limits limits = even(graphs.get(index), parts);

                PartitionState state = Attempts.best(graphs.get(index), limits, PartitionRequest.into(parts));

                assertThat(state.overload())
                        .as("graph %d, %d parts", index, parts)
                        .isZero();
                assertThat(new PartitionState(graphs.get(index), limits, state.copyOfParts()).cut())
                        .as("graph %d, %d parts", index, parts)
                        .isEqualTo(state.cut());
            }
        }
    }

    @Test
    void theCheckerSeesEveryKindOfFault() {
        Problem problem = RandomProblems.problem(11, 60, false);
        PartitionRequest<Integer> request = problem.request().withFixed(0, problem.hidden()[0]);
        MultilevelPartitioner<Integer, DefaultWeightedEdge> partitioner =
                new MultilevelPartitioner<>(problem.graph(), request);
        Partitioning<Integer> good = partitioner.getPartitioning();
        int parts = good.getNumberPartitions();
        int home = problem.hidden()[0];
        assertThat(parts).isGreaterThan(1);
        assertThat(partitioner.isValidPartitioning(good)).isTrue();

        assertThat(partitioner.problems(changed(good, sets -> sets.remove(parts - 1))))
                .anyMatch(text -> text.contains("parts instead of"));
        assertThat(partitioner.problems(changed(good, sets -> sets.get(home).remove(0))))
                .anyMatch(text -> text.contains("vertex 0 is in no part"));
        assertThat(partitioner.problems(
                        changed(good, sets -> sets.get((home + 1) % parts).add(0))))
                .anyMatch(text -> text.contains("vertex 0 is in parts"));
        assertThat(partitioner.problems(changed(good, sets -> sets.get(0).add(4711))))
                .anyMatch(text -> text.contains("vertex 4711 of part 0 is not in the graph"));
        assertThat(partitioner.problems(changed(good, sets -> {
                    sets.get(home).remove(0);
                    sets.get((home + 1) % parts).add(0);
                })))
                .anyMatch(text -> text.contains("but fixed to " + home));
        assertThat(partitioner.problems(changed(good, sets -> {
                    for (int part = 1; part < parts; part++) {
                        sets.get(0).addAll(sets.get(part));
                        sets.get(part).clear();
                    }
                })))
                .anyMatch(text -> text.matches("part 0 holds \\d+ of constraint \"c0\", \\d+ above its limit of \\d+"));
    }

    @Test
    void onePartTooFullIsRefusedAlsoWhenTheSumFits() {
        assertThatThrownBy(() -> new MultilevelPartitioner<>(
                                RandomProblems.graph(new java.util.Random(1), 5, 5),
                                PartitionRequest.<Integer>into(2)
                                        .with(VertexConstraint.within("memory", vertex -> 2, 5, 5)))
                        .getPartitioning())
                .isInstanceOf(InfeasiblePartitionException.class)
                .hasMessageMatching(
                        "no partition within the limits was found: part [01] would hold 6 of constraint \"memory\", 1 above its limit of 5;"
                                + " perhaps you should give a part a capacity of 6 for \"memory\"");
    }

    private static Limits even(CompressedGraph graph, int parts) {
        return new LimitsOfRequest<>(
                        List.of(VertexConstraint.<Integer>balanced("weight", vertex -> 1, 0.03)), parts, graph)
                .checked();
    }

    private static List<Set<Integer>> parts(Problem problem, PartitionRequest<Integer> request) {
        return new MultilevelPartitioner<>(problem.graph(), request)
                .getPartitioning()
                .getPartitions();
    }

    private static Partitioning<Integer> changed(
            Partitioning<Integer> good, java.util.function.Consumer<List<Set<Integer>>> fault) {
        List<Set<Integer>> sets = new ArrayList<>();
        good.forEach(set -> sets.add(new LinkedHashSet<>(set)));
        fault.accept(sets);
        return new PartitioningImpl<>(sets);
    }
}
