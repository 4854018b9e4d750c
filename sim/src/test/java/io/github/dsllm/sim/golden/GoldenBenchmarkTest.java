package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.TextImage;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tokens per second of the golden machine on the image of stories260K (with {@code -Ddsllm.shared}) or of a random model of its size: 64 lanes, one tile, one
 * thread, warm, positions 0 … 255, no digests. Writes target/benchmark/golden.json.
 */
@Tag("benchmark")
class GoldenBenchmarkTest {
    private static final int POSITIONS = 256;
    private static final int WARM_UP = 30;
    private static final int RUNS = 101;
    private static final double TO_REACH = 8000;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    @Test
    void reachesEightThousandTokensPerSecond() throws IOException {
        boolean real = System.getProperty("dsllm.shared") != null;
        ChipImage image = real
                ? TextImage.build(
                        Shared.file("reference/numerics-default/default.model.txt"), LayoutOptions.singleTile(64))
                : new ImageBuilder(LayoutOptions.singleTile(64)).build("synthetic", synthetic(), "");

        Figures vector = measure(GoldenMachine.of(image));
        Figures packed = measure(GoldenMachine.plain(image));

        String json = json(real ? "stories260K" : "random model of the size of stories260K", vector, packed);
        Path file = Path.of("target", "benchmark", "golden.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, json);
        System.out.println(json);
        assertThat(vector.best()).isGreaterThanOrEqualTo(TO_REACH);
    }

    private static io.github.dsllm.codegen.quantise.QuantisedModel synthetic() {
        return SyntheticModels.model(1, Numerics.DEFAULT, 64, 172, 5, 8, 4, 8, 512, 512, true);
    }

    /** Tokens per second of processor time: median and best run; and the median by the wall clock. */
    private record Figures(double median, double best, double wallMedian) {}

    private static Figures measure(GoldenMachine machine) {
        for (int run = 0; run < WARM_UP; run++) {
            story(machine);
        }
        double[] processor = new double[RUNS];
        double[] wall = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            long processorBegin = CLOCK.getCurrentThreadCpuTime();
            long wallBegin = System.nanoTime();
            story(machine);
            wall[run] = POSITIONS * 1e9 / (System.nanoTime() - wallBegin);
            processor[run] = POSITIONS * 1e9 / (CLOCK.getCurrentThreadCpuTime() - processorBegin);
        }
        Arrays.sort(processor);
        Arrays.sort(wall);
        return new Figures(processor[RUNS / 2], processor[RUNS - 1], wall[RUNS / 2]);
    }

    private static void story(GoldenMachine machine) {
        machine.start(List.of(machine.image().bosToken()), Controls.greedy());
        for (int position = 0; position < POSITIONS; position++) {
            machine.step();
        }
    }

    private static String json(String model, Figures vector, Figures packed) {
        return String.format(
                Locale.ROOT,
                """
                {
                  "goldenTokensPerSecond": %.0f,
                  "goldenTokensPerSecondBest": %.0f,
                  "goldenTokensPerSecondWallClock": %.0f,
                  "goldenPlainJavaTokensPerSecond": %.0f,
                  "goldenPlainJavaTokensPerSecondBest": %.0f,
                  "toReach": %.0f,
                  "model": "%s",
                  "lanes": 64,
                  "tiles": 1,
                  "positions": %d,
                  "runs": %d,
                  "threads": 1,
                  "clock": "processor time of the thread",
                  "processor": "%s",
                  "processors": %d,
                  "loadAverage": %.1f,
                  "java": "%s"
                }
                """,
                vector.median(),
                vector.best(),
                vector.wallMedian(),
                packed.median(),
                packed.best(),
                TO_REACH,
                model,
                POSITIONS,
                RUNS,
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    private static String processorName() {
        Path description = Path.of("/proc/cpuinfo");
        try {
            Optional<String> line = Files.exists(description)
                    ? Files.readAllLines(description).stream()
                            .filter(text -> text.startsWith("model name"))
                            .findFirst()
                    : Optional.empty();
            return line.map(text -> text.substring(text.indexOf(':') + 1).strip())
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
