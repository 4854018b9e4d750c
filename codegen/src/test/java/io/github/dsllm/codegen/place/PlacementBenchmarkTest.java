package io.github.dsllm.codegen.place;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Exchanges that are evaluated per second of processor time, one thread, warm, median of 5 runs: 64 x 64 tiles whose parts have 8 partners each, and 8 x 8 tiles
 * whose parts all talk to each other. Writes target/benchmark/placement.json.
 */
@Tag("benchmark")
class PlacementBenchmarkTest {
    private static final long EXCHANGES = 2_000_000;
    private static final int RUNS = 5;
    private static final double TO_REACH = 2e6;

    @Test
    void evaluatesTwoMillionExchangesPerSecond() throws IOException {
        double sparse = perSecond(traffic(4096, 4), Mesh.of(64, 64).distances());
        double dense = perSecond(traffic(64, 64), Mesh.of(8, 8).distances());

        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("exchangesPerSecond4096TilesSparse", Math.round(sparse))
                .put("exchangesPerSecond64TilesDense", Math.round(dense))
                .put("toReach", TO_REACH)
                .put("threads", 1)
                .put("clock", "processor time of the thread")
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        Path file = Path.of("target", "benchmark", "placement.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, json.toPrettyString() + "\n");
        System.out.println(json.toPrettyString());
        assertThat(Math.min(sparse, dense)).isGreaterThanOrEqualTo(TO_REACH);
    }

    private static double perSecond(Traffic traffic, TileDistances distances) {
        double[] speeds = new double[RUNS];
        for (int run = -2; run < RUNS; run++) {
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            MeshPlacer.anneal(traffic, distances, run, EXCHANGES);
            double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) * 1e-9;
            if (run >= 0) {
                speeds[run] = EXCHANGES / seconds;
            }
        }
        Arrays.sort(speeds);
        return speeds[RUNS / 2];
    }

    private static Traffic traffic(int parts, int partners) {
        Random random = new Random(1);
        long[][] words = new long[parts][parts];
        for (int from = 0; from < parts; from++) {
            for (int count = 0; count < partners; count++) {
                words[from][partners >= parts ? count : random.nextInt(parts)] = 1 + random.nextInt(100);
            }
        }
        return Traffic.of(words);
    }
}
