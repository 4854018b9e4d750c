package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateGoalTest {
    private static final String CHIP = """
            name: tiny-chip
            tiles: { rows: 1, columns: 2 }
            lanes: 8
            memory: { coupling: 1 Mb, state: 1 Mb, keyValue: 1 Mb }
            link: { wordsPerCycle: 8 }
            clock: 80 MHz
            context: 24
            """;

    @TempDir
    private Path folder;

    private final RecordedMessages messages = new RecordedMessages();
    private Path model;
    private Path chip;

    @BeforeEach
    void writeInputs() throws IOException {
        model = TinyModels.llama2c(folder, TinyModels.smallest(), 7);
        chip = Files.writeString(folder.resolve("chip.yaml"), CHIP);
    }

    @Test
    void writesImageFacadeDumpsAndFigures() throws IOException {
        generate("image", null);

        ChipImage image = ImageFiles.read(output().image());
        assertThat(GoldenMachine.of(image).speak(List.of(image.bosToken()), 3, 0, 1))
                .isNotEmpty();
        assertThat(folder.resolve("sources/dsllm/TinyChip.java"))
                .content()
                .contains("public final class TinyChip", "\"image.json\"");
        assertThat(output().dumps())
                .isDirectoryContaining("glob:**schedule.txt")
                .isDirectoryContaining("glob:**graph.dot");
        assertThat(GoalResult.read(output().root(), "generate")
                        .orElseThrow()
                        .figures()
                        .keySet())
                .contains("tiles", "cutWords", "loadImbalance", "couplings", "seconds", "peakHeap")
                .doesNotContain("perplexityFloat");
    }

    @Test
    void doesNothingWhenNothingChanged() throws IOException {
        generate("image", null);
        messages.lines.clear();

        generate("image", null);

        assertThat(messages.lines).singleElement().asString().startsWith("up to date");
    }

    @Test
    void saysWhichInputChanged() throws IOException {
        generate("image", null);
        messages.lines.clear();
        Files.writeString(chip, CHIP + "# a word\n");

        generate("image", null);

        assertThat(messages.lines).first().isEqualTo("generating, because of: chip spec");
    }

    @Test
    void aDeletedOutputIsMadeAgain() throws IOException {
        generate("image", null);
        messages.lines.clear();
        Files.delete(folder.resolve("sources/dsllm/TinyChip.java"));

        generate("image", null);

        assertThat(messages.lines).first().isEqualTo("generating, because of: missing TinyChip.java");
    }

    @Test
    void theSameInputsInAnotherFolderGiveTheSameBytes() throws IOException {
        generate("image", null);
        Map<String, String> first = contents(folder.resolve("out"), folder.resolve("sources"));
        Outputs.delete(folder.resolve("out"));
        Outputs.delete(folder.resolve("sources"));

        generate("image", null);

        assertThat(contents(folder.resolve("out"), folder.resolve("sources"))).isEqualTo(first);
    }

    @Test
    void perplexitiesComeWithAnEvaluationText() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "abc abc<|endoftext|>cab");

        generate("image", text);

        Map<String, GoalResult.Figure> figures =
                GoalResult.read(output().root(), "generate").orElseThrow().figures();
        double real = figures.get("perplexityFloat").value();
        assertThat(figures.get("perplexityFixed").value()).isBetween(0.8 * real, 1.25 * real);
    }

    @Test
    void stopsAfterTheNamedStage() throws IOException {
        generate("graph", null);

        assertThat(output().dumps().resolve("graph.json")).exists();
        assertThat(output().image()).doesNotExist();
    }

    @Test
    void aModelThatDoesNotFitIsRefusedWithTheRemedyAndLeavesNothing() throws IOException {
        Files.writeString(
                chip, CHIP.replace("coupling: 1 Mb", "coupling: 2 kb").replace("keyValue: 1 Mb", "keyValue: 1 kb"));

        assertThatThrownBy(() -> generate("image", null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("of coupling memory")
                .hasMessageContaining("the chip has 2.00 kb")
                .hasMessageContaining("of key and value memory")
                .hasMessageContaining("perhaps you should");
        assertThat(output().image()).doesNotExist();
    }

    @Test
    void wrongParametersComeTogether() {
        model = folder.resolve("none.bin");

        assertThatThrownBy(() -> generate("imgae", null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "dsllm.stopAfter=imgae is none of graph, program, partition, schedule, image; did you mean image?")
                .hasMessageContaining("there is no model at");
    }

    private void generate(@Nullable String stopAfter, @Nullable Path evaluation) throws IOException {
        GenerateRequest request = new GenerateRequest(
                model,
                chip,
                folder.resolve("out"),
                folder.resolve("sources"),
                null,
                "default",
                null,
                null,
                evaluation,
                stopAfter,
                null,
                "test");
        new GenerateGoal(request, messages).run();
    }

    private OutputLayout output() {
        return new OutputLayout(folder.resolve("out"));
    }

    private static Map<String, String> contents(Path... folders) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    contents.put(
                            folder.relativize(file).toString(),
                            Files.readString(file).replaceAll("(?s)\"(seconds|peakHeap)\" : \\{.*?\\}", ""));
                }
            }
        }
        return contents;
    }
}
