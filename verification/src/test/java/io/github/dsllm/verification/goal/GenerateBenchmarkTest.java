package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Times {@code generate}, stage by stage, and writes target/benchmark/generate.json: with a heap of 512 MiB, cold, warm and unchanged, stories260K (with {@code
 * -Ddsllm.shared}) or a random model of its size on one tile of 64 lanes; and generate-4096.json: with 2 GiB, the shape of Llama2-7B on 4,096 tiles up to the schedule. Fails when the heap does
 * not suffice; times are only written down.
 */
@Tag("benchmark")
class GenerateBenchmarkTest {
    private static final String CHIP = """
            name: single-64
            tiles: { rows: 1, columns: 1 }
            lanes: 64
            memory: { coupling: 12 Mb, state: 1 Mb, keyValue: 5 Mb }
            clock: 80 MHz
            context: 512
            """;

    @TempDir
    private Path folder;

    @Test
    void timesGenerate() throws IOException, InterruptedException {
        boolean real = System.getProperty("dsllm.shared") != null;
        Path model = real
                ? Shared.file("models/llama2c-stories260K/stories260K.bin")
                : TinyModels.llama2c(folder, TinyModels.shape(64, 172, 5, 8, 4, 512, 512), 1);
        Path chip = Files.writeString(folder.resolve("chip.yaml"), CHIP);

        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("model", real ? "stories260K" : "random model of the size of stories260K");
        figures.putAll(inItsOwnJvm("512m", model, chip));

        assertThat(figures).containsKeys("cold", "second", "fourth", "unchanged", "peakHeap");
        write("generate.json", figures);
    }

    @Test
    void timesTheScheduleOfLlama2OnFourThousandTiles() throws IOException, InterruptedException {
        ModelShape shape = TinyModels.withOwnHead(TinyModels.shape(4096, 11008, 32, 32, 32, 32000, 2048));
        Path model = Files.writeString(
                folder.resolve("config.json"), TinyModels.config(shape).toString());

        Map<String, Double> figures =
                inItsOwnJvm("2g", model, Path.of("../examples/chips/llama2-7b-4096.yaml"), "schedule");

        assertThat(figures).containsKeys("cold", "cold: verify schedule", "unchanged", "peakHeap");
        write("generate-4096.json", figures);
    }

    private static void write(String name, Map<String, ?> figures) throws IOException {
        Path file = Path.of("target", "benchmark", name);
        Files.createDirectories(file.getParent());
        String json =
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(figures);
        Files.writeString(file, json + "\n");
        System.out.println(json);
    }

    private Map<String, Double> inItsOwnJvm(String heap, Path model, Path chip, String... stopAfter)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                GenerateBenchmark.class.getName(),
                model.toString(),
                chip.toString(),
                folder.resolve("generated").toString()));
        command.addAll(List.of(stopAfter));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor())
                .withFailMessage(() -> String.join("\n", lines))
                .isZero();
        Map<String, Double> figures = new LinkedHashMap<>();
        for (String line : lines) {
            String[] parts = line.split("\t");
            if (parts[0].equals("figure")) {
                figures.put(parts[1], Double.parseDouble(parts[2]));
            }
        }
        return figures;
    }
}
