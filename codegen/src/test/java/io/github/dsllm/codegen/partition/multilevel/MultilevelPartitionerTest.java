package io.github.dsllm.codegen.partition.multilevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.alg.interfaces.PartitioningAlgorithm.Partitioning;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleDirectedWeightedGraph;
import org.jgrapht.graph.SimpleWeightedGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultilevelPartitionerTest {

    @Test
    void cutsTheBridgeBetweenTwoCliques() {
        Graph<String, DefaultWeightedEdge> graph = twoCliques(1);

        MultilevelPartitioner<String, DefaultWeightedEdge> partitioner =
                new MultilevelPartitioner<>(graph, PartitionRequest.into(2));

        assertThat(partitioner.getPartitioning().getPartitions())
                .containsExactlyInAnyOrder(Set.of("a0", "a1", "a2", "a3"), Set.of("b0", "b1", "b2", "b3"));
        assertThat(partitioner.cutWeight(partitioner.getPartitioning())).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-9, 0.3, 1e12, 1e300})
    void aUnitOfEdgeWeightDoesNotMatter(double unit) {
        MultilevelPartitioner<String, DefaultWeightedEdge> partitioner =
                new MultilevelPartitioner<>(twoCliques(unit), PartitionRequest.into(2));

        assertThat(partitioner.cutWeight(partitioner.getPartitioning())).isCloseTo(unit, within(unit * 1e-9));
    }

    @Test
    void keepsFixedVerticesInTheirPart() {
        Partitioning<String> parts = new MultilevelPartitioner<>(
                        twoCliques(1),
                        PartitionRequest.<String>into(2).withFixed("a0", 1).withFixed("b3", 0))
                .getPartitioning();

        assertThat(parts.getPartition(1)).containsExactlyInAnyOrder("a0", "a1", "a2", "a3");
    }

    @Test
    void leavesAClosedPartEmpty() {
        Partitioning<String> parts = new MultilevelPartitioner<>(
                        twoCliques(1),
                        PartitionRequest.<String>into(3)
                                .with(VertexConstraint.within("memory", vertex -> 1, 8, 0, 8))
                                .with(VertexConstraint.balanced("cycles", vertex -> 2, 0)))
                .getPartitioning();

        assertThat(parts.getPartition(1)).isEmpty();
        assertThat(parts.getPartition(0)).hasSize(4);
    }

    @Test
    void putsEverythingTogetherWhereOnlyCapacitiesCount() {
        MultilevelPartitioner<String, DefaultWeightedEdge> partitioner = new MultilevelPartitioner<>(
                twoCliques(1),
                PartitionRequest.<String>into(2).with(VertexConstraint.within("memory", vertex -> 1, 9, 9)));

        assertThat(partitioner.cutWeight(partitioner.getPartitioning())).isZero();
    }

    @Test
    void weightsThatAreAllZeroDoNotLimit() {
        Partitioning<String> parts = new MultilevelPartitioner<>(
                        twoCliques(1),
                        PartitionRequest.<String>into(2)
                                .with(VertexConstraint.balanced("nothing", vertex -> 0, 0.03))
                                .with(VertexConstraint.balanced("one", vertex -> 1, 0.03)))
                .getPartitioning();

        assertThat(parts.getPartition(0)).hasSize(4);
    }

    @Test
    void dividesGraphsWithoutEdgesAndOfManyPieces() {
        Graph<Integer, DefaultWeightedEdge> alone = new SimpleWeightedGraph<>(DefaultWeightedEdge.class);
        for (int vertex = 0; vertex < 1000; vertex++) {
            alone.addVertex(vertex);
        }
        assertThat(new MultilevelPartitioner<>(alone, PartitionRequest.into(10)).getPartitioning())
                .allSatisfy(part -> assertThat(part).hasSizeBetween(91, 103));

        for (int vertex = 0; vertex + 1 < 1000; vertex += 2) {
            alone.addEdge(vertex, vertex + 1);
        }
        MultilevelPartitioner<Integer, DefaultWeightedEdge> pairs =
                new MultilevelPartitioner<>(alone, PartitionRequest.into(10));
        assertThat(pairs.cutWeight(pairs.getPartitioning())).isZero();
    }

    @Test
    void asManyPartsAsVerticesGiveEachItsOwn() {
        assertThat(new MultilevelPartitioner<>(twoCliques(1), PartitionRequest.into(8)).getPartitioning())
                .allSatisfy(part -> assertThat(part).hasSize(1));
    }

    @Test
    void refusesMorePartsThanVertices() {
        assertRefused(twoCliques(1), PartitionRequest.into(9), "9 parts are asked for, but the graph has 8 vertices");
    }

    @Test
    void refusesAnEmptyGraph() {
        assertRefused(
                new SimpleWeightedGraph<String, DefaultWeightedEdge>(DefaultWeightedEdge.class),
                PartitionRequest.into(1),
                "1 parts are asked for, but the graph has 0 vertices");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MAX_VALUE})
    void refusesNumbersOfPartsThatCannotBe(int parts) {
        assertRefused(twoCliques(1), PartitionRequest.into(parts), parts + " parts are asked for; perhaps you should");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesEdgeWeightsThatCannotBe(double weight) {
        Graph<String, DefaultWeightedEdge> graph = twoCliques(1);
        graph.setEdgeWeight("a0", "b0", weight);

        assertRefused(graph, PartitionRequest.into(2), "the edge from a0 to b0 weighs " + weight);
    }

    @Test
    void refusesEdgesThatAreTooHeavyTogether() {
        assertRefused(twoCliques(1e308), PartitionRequest.into(2), "the edges weigh more than a double holds");
    }

    @Test
    void refusesNegativeAndImmenseVertexWeights() {
        assertRefused(
                twoCliques(1),
                PartitionRequest.<String>into(2)
                        .with(VertexConstraint.balanced("memory", vertex -> vertex.equals("b1") ? -3 : 1, 0.03)),
                "vertex b1 weighs -3 under constraint \"memory\"");
        assertRefused(
                twoCliques(1),
                PartitionRequest.<String>into(2)
                        .with(VertexConstraint.balanced("memory", vertex -> Long.MAX_VALUE, 0.03)),
                "weigh more than 2^53 together");
    }

    @Test
    void namesAllMistakesOfARequestAtOnce() {
        assertThatThrownBy(() -> new MultilevelPartitioner<>(
                                new SimpleDirectedWeightedGraph<String, DefaultWeightedEdge>(DefaultWeightedEdge.class),
                                PartitionRequest.<String>into(2)
                                        .withAttempts(0, 1)
                                        .with(VertexConstraint.balanced("cycles", vertex -> 1, Double.NaN))
                                        .with(VertexConstraint.balanced("rows", vertex -> 1, -0.1))
                                        .with(VertexConstraint.within("memory", vertex -> 1, 1, 2, -3)))
                        .getPartitioning())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 parts are asked for, but the graph has 0 vertices")
                .hasMessageContaining("0 attempts")
                .hasMessageContaining("the imbalance of constraint \"cycles\" is NaN")
                .hasMessageContaining("the imbalance of constraint \"rows\" is -0.1")
                .hasMessageContaining("constraint \"memory\" has 3 capacities for 2 parts")
                .hasMessageContaining("the capacity of part 2 for constraint \"memory\" is -3")
                .hasMessageContaining("the graph is directed; perhaps you should wrap it into AsUndirectedGraph");
    }

    @Test
    void refusesFixedVerticesThatCannotBe() {
        assertRefused(
                twoCliques(1),
                PartitionRequest.<String>into(2).withFixed("z", 0).withFixed("a0", 2),
                "the fixed vertex z is not in the graph; perhaps you should add it or leave it out; "
                        + "vertex a0 is fixed to part 2; perhaps you should choose one from 0 to 1");
    }

    @Test
    void saysHowMuchCapacityIsMissing() {
        assertThatThrownBy(() -> new MultilevelPartitioner<>(
                                twoCliques(1),
                                PartitionRequest.<String>into(2)
                                        .with(VertexConstraint.within("memory", vertex -> 10, 40, 35)))
                        .getPartitioning())
                .isInstanceOf(InfeasiblePartitionException.class)
                .hasMessage(
                        "constraint \"memory\" cannot be met: the vertices weigh 80 together, but the 2 parts hold 75,"
                                + " 5 too little; perhaps you should add capacity for 5 or more")
                .satisfies(thrown -> {
                    InfeasiblePartitionException exception = (InfeasiblePartitionException) thrown;
                    assertThat(exception.constraint()).isEqualTo("memory");
                    assertThat(exception.excess()).isEqualTo(5);
                    assertThat(exception.isProven()).isTrue();
                });
    }

    @Test
    void saysThatAllPartsAreClosed() {
        assertThatThrownBy(() -> new MultilevelPartitioner<>(
                                twoCliques(1),
                                PartitionRequest.<String>into(2)
                                        .with(new VertexConstraint<>("memory", vertex -> 1, 0.03, new long[2])))
                        .getPartitioning())
                .hasMessageContaining("the vertices weigh 8 together, but the 2 parts hold 0, 8 too little");
    }

    @Test
    void saysThatAVertexIsTooLargeAndWhatWouldFit() {
        assertThatThrownBy(() -> new MultilevelPartitioner<>(
                                twoCliques(1),
                                PartitionRequest.<String>into(2)
                                        .with(VertexConstraint.balanced(
                                                "cycles", vertex -> vertex.equals("a1") ? 93 : 1, 0.03)))
                        .getPartitioning())
                .hasMessage(
                        "constraint \"cycles\" cannot be met: one vertex weighs 93, but no part may hold more than 51,"
                                + " 42 too little; perhaps you should allow \"cycles\" an imbalance of 86.0 %, or split the vertex");
    }

    @Test
    void saysThatFixedVerticesDoNotFitTogether() {
        assertThatThrownBy(() -> new MultilevelPartitioner<>(
                                twoCliques(1),
                                PartitionRequest.<String>into(4)
                                        .withFixed("a0", 3)
                                        .withFixed("a1", 3)
                                        .withFixed("a2", 3))
                        .getPartitioning())
                .hasMessage(
                        "constraint \"vertices\" cannot be met: the vertices fixed to part 3 weigh 3, but it may hold 2,"
                                + " 1 too little; perhaps you should fix fewer of them");
    }

    private static void assertRefused(
            Graph<String, DefaultWeightedEdge> graph, PartitionRequest<String> request, String message) {
        assertThatThrownBy(() -> new MultilevelPartitioner<>(graph, request).getPartitioning())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the graph cannot be partitioned: ")
                .hasMessageContaining(message);
    }

    private static Graph<String, DefaultWeightedEdge> twoCliques(double weight) {
        Graph<String, DefaultWeightedEdge> graph = new SimpleWeightedGraph<>(DefaultWeightedEdge.class);
        for (String clique : new String[] {"a", "b"}) {
            for (int vertex = 0; vertex < 4; vertex++) {
                graph.addVertex(clique + vertex);
                for (int other = 0; other < vertex; other++) {
                    graph.setEdgeWeight(graph.addEdge(clique + vertex, clique + other), weight);
                }
            }
        }
        graph.setEdgeWeight(graph.addEdge("a0", "b0"), weight);
        return graph;
    }
}
