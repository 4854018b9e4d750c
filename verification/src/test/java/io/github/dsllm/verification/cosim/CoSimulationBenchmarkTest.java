package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.TextImage;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import io.github.dsllm.codegen.timing.CycleModel;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.CoreListener;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.SimulatedCore;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryEnd;
import io.github.dsllm.verification.simulator.StoryRequest;
import io.github.dsllm.verification.simulator.StorySession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Cycles per token and simulated tokens per second of generated RTL, in lockstep with the golden model and alone on one core, positions 0 … 255 with the head at each:
 * stories260K (with {@code -Ddsllm.shared}) or a random model of its size. Needs Verilator. Writes target/benchmark/cosimulation-ROWSxCOLUMNSxLANES.json.
 */
@Tag("benchmark")
class CoSimulationBenchmarkTest {
    private static final int POSITIONS = 256;
    private static final int RUNS = 5;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"1, 1, 64", "2, 2, 16"})
    void measuresAStoryOf256Positions(int rows, int columns, int lanes) throws IOException {
        boolean real = System.getProperty("dsllm.shared") != null;
        ChipImage image = image(real, rows, columns, lanes);
        Path files = directory.resolve("image");
        ImageFiles.write(image, files);
        Path rtl = directory.resolve("rtl");
        new CoreGenerator().generate(image.core(), rtl);
        CoreBuild build = new CoreBuild(rtl, image.core(), Profile.FAST, false, directory.resolve("cache"));
        StoryRequest story = StoryRequest.of(
                List.of(2), Controls.greedy().withLimit(POSITIONS).withStopTokens(List.of()));

        CoSimulationResult result = new CoSimulation(Simulator.named("verilator"), build, image, files)
                .run(new VerificationPlan(List.of(story), List.of(), false, directory), tokens -> {});

        assertThat(result.equal()).isTrue();
        SimulatedCore core = Simulator.named("verilator").build(build);
        Alone alone =
                new Alone(medianSeconds(core, image, files, story), medianSeconds(core, image, files, story.upTo(0)));
        write(result, alone, CycleModel.of(image).meanCycles(POSITIONS), real, rows + "x" + columns + "x" + lanes);
    }

    /**
     * The simulator without a golden model: one process of one thread, whose reader only takes its digests.
     *
     * @param seconds wall time of the story, start of the process and reading of the memories included
     * @param startSeconds of that, until position 0 is done
     */
    private record Alone(double seconds, double startSeconds) {}

    private static double medianSeconds(SimulatedCore core, ChipImage image, Path files, StoryRequest story) {
        return DoubleStream.generate(() -> seconds(core, image, files, story))
                .limit(RUNS)
                .sorted()
                .toArray()[RUNS / 2];
    }

    private static double seconds(SimulatedCore core, ChipImage image, Path files, StoryRequest story) {
        long start = System.nanoTime();
        try (StorySession session = core.open(image, files, 1)) {
            StoryEnd end = session.run(story, new CoreListener() {});
            assertThat(end.reason()).isNotEqualTo(StoryEnd.Reason.HUNG);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static ChipImage image(boolean real, int rows, int columns, int lanes) throws IOException {
        LayoutOptions options = (rows * columns == 1
                        ? LayoutOptions.singleTile(lanes)
                        : LayoutOptions.mesh(rows, columns, lanes))
                .withTrace(true);
        return real
                ? TextImage.build(Shared.file("reference/numerics-default/default.model.txt"), options)
                : new ImageBuilder(options)
                        .build(
                                "synthetic",
                                SyntheticModels.model(1, Numerics.DEFAULT, 64, 172, 5, 8, 4, 8, 512, 512, true),
                                "00");
    }

    private static void write(CoSimulationResult result, Alone alone, double estimated, boolean real, String mesh)
            throws IOException {
        Measurements measured = result.measurements();
        Map<Integer, Double> cycles = measured.cyclesByPosition();
        int last = measured.count() - 1;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("model", real ? "stories260K" : "random model of the size of stories260K");
        figures.put("positions", measured.count());
        figures.put("comparedGroups", result.comparedGroups());
        figures.put("mismatches", result.mismatches());
        figures.put("cyclesPerToken", measured.cyclesPerToken());
        figures.put("estimatedCyclesPerToken", estimated);
        figures.put("macUtilisation", measured.macUtilisation());
        figures.put("macUtilisationAtPosition0", measured.idealCycles(0) / cycles.get(0));
        figures.put("macUtilisationAtLastPosition", measured.idealCycles(last) / cycles.get(last));
        figures.put("simulatedTokensPerSecond", measured.count() / result.seconds());
        figures.put("simulatedTokensPerSecondAlone", POSITIONS / alone.seconds());
        figures.put("simulatorStartSeconds", alone.startSeconds());
        figures.put("cyclesByOperator", measured.cyclesByOperator());
        String json =
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(figures);
        Path file = Path.of("target", "benchmark", "cosimulation-" + mesh + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, json + "\n");
        System.out.println(json);
    }
}
