package io.github.dsllm.codegen.partition.multilevel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The arrays that the inner loops live on, against slow and simple twins. */
class DataStructuresTest {

    @Test
    void bucketsGrowWithTheGainAndKeepSmallGainsApart() {
        for (int gain = -100_000; gain < 100_000; gain++) {
            assertThat(GainBuckets.bucket(gain + 1)).isGreaterThanOrEqualTo(GainBuckets.bucket(gain));
        }
        for (int gain = -127; gain < 127; gain++) {
            assertThat(GainBuckets.bucket(gain + 1)).isGreaterThan(GainBuckets.bucket(gain));
        }
        assertThat(GainBuckets.bucket(Integer.MAX_VALUE)).isGreaterThan(GainBuckets.bucket(1 << 30));
        assertThat(GainBuckets.bucket(-Integer.MAX_VALUE)).isNotNegative();
    }

    @Test
    void theBestVertexIsTakenAsByASortedMap() {
        Random random = new Random(1);
        GainBuckets buckets = new GainBuckets(50);
        TreeMap<Integer, Integer> gains = new TreeMap<>();
        for (int step = 0; step < 100_000; step++) {
            int vertex = random.nextInt(50);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    int gain = random.nextInt(255) - 127;
                    buckets.put(vertex, gain);
                    gains.put(vertex, gain);
                }
                case 2 -> {
                    buckets.remove(vertex);
                    gains.remove(vertex);
                }
                default -> {
                    assertThat(buckets.isEmpty()).isEqualTo(gains.isEmpty());
                    if (!gains.isEmpty()) {
                        int best = gains.values().stream()
                                .mapToInt(Integer::intValue)
                                .max()
                                .orElseThrow();
                        int taken = buckets.takeBest();
                        assertThat(gains.remove(taken)).isEqualTo(best);
                    }
                }
            }
            assertThat(buckets.contains(vertex)).isEqualTo(gains.containsKey(vertex));
        }
        buckets.clear();
        assertThat(buckets.isEmpty()).isTrue();
    }

    @Test
    void aMovedStateEqualsOneThatIsBuiltAnew() {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            CompressedGraph graph = GraphFamilies.weighted(
                    GraphFamilies.random(10 + random.nextInt(60), 1 + random.nextInt(8), seed), 5, 9, seed);
            int parts = 2 + random.nextInt(9);
            long[] limit = new long[parts];
            Arrays.fill(limit, 50);
            Limits limits = new Limits(parts, 1, limit);
            int[] begin = random.ints(graph.vertices(), 0, parts).toArray();
            PartitionState state = new PartitionState(graph, limits, begin);
            for (int step = 0; step < 300; step++) {
                int vertex = random.nextInt(graph.vertices());
                int to = (state.part[vertex] + 1 + random.nextInt(parts - 1)) % parts;
                state.move(vertex, to);
            }

            assertSame(state, new PartitionState(graph, limits, state.copyOfParts()), seed);
        }
    }

    private static void assertSame(PartitionState moved, PartitionState built, long seed) {
        assertThat(moved.cut()).as("seed %d", seed).isEqualTo(built.cut());
        assertThat(moved.loads).as("seed %d", seed).isEqualTo(built.loads);
        assertThat(moved.inner).as("seed %d", seed).isEqualTo(built.inner);
        assertThat(moved.outer).as("seed %d", seed).isEqualTo(built.outer);
        assertThat(moved.touchedCount).as("seed %d", seed).isEqualTo(built.touchedCount);
        assertThat(Arrays.stream(moved.border, 0, moved.borderSize).sorted().toArray())
                .as("seed %d", seed)
                .isEqualTo(Arrays.stream(built.border, 0, built.borderSize)
                        .sorted()
                        .toArray());
        for (int vertex = 0; vertex < moved.part.length; vertex++) {
            for (int part = 0; part < moved.limits.parts(); part++) {
                assertThat(moved.weightInto(vertex, part))
                        .as("seed %d", seed)
                        .isEqualTo(built.weightInto(vertex, part));
            }
        }
    }

    @Test
    void aCoarseGraphKeepsLoadsAndTheCutOfEveryPartition() {
        for (long seed = 0; seed < 20; seed++) {
            CompressedGraph graph = GraphFamilies.weighted(GraphFamilies.preferential(500, 3, seed), 5, 9, seed);
            Hierarchy hierarchy = new Hierarchy(graph, 30, null, seed % 2 == 0, new RandomSource(seed));
            int coarsest = hierarchy.levels() - 1;
            Limits limits = new Limits(3, 1, new long[] {9999, 9999, 9999});
            int[] parts =
                    new Random(seed).ints(hierarchy.coarsest().vertices(), 0, 3).toArray();
            PartitionState coarse = new PartitionState(hierarchy.coarsest(), limits, parts.clone());
            for (int level = coarsest - 1; level >= 0; level--) {
                parts = hierarchy.project(parts, level);
            }
            PartitionState fine = new PartitionState(graph, limits, parts);

            assertThat(coarsest).isPositive();
            assertThat(fine.cut()).isEqualTo(coarse.cut());
            assertThat(fine.loads).isEqualTo(coarse.loads);
            assertThat(hierarchy.onCoarsest(parts)).isEqualTo(coarse.part);
        }
    }
}
