package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.verification.report.ReportPage;
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
    private String numerics = "default";
    private String partitioner = "auto";

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
        assertThat(output().dumps().resolve("program.txt")).content().contains("layers.1.w2: pattern A1", "F̂ = ");
        assertThat(output().dumps().resolve("tile1.dsasm")).content().contains("tile 1 of 2", "layer 1 w2");
        assertThat(names(output().dumps()))
                .containsExactly(
                        "floorplan.dot",
                        "floorplan.json",
                        "floorplan.svg",
                        "graph.dot",
                        "graph.json",
                        "partition.dot",
                        "partition.json",
                        "partition.txt",
                        "program.json",
                        "program.txt",
                        "tile0.dsasm",
                        "tile1.dsasm");
        assertThat(GoalResult.read(output().root(), "generate")
                        .orElseThrow()
                        .figures()
                        .keySet())
                .contains(
                        "tiles",
                        "estimatedCyclesPerToken",
                        "cutWords",
                        "loadImbalance",
                        "couplings",
                        "seconds",
                        "peakHeap")
                .doesNotContain("perplexityFloat");
    }

    @Test
    void aPartitionerOfSomebodyElseIsTriedAndFoundByItsName() throws IOException {
        generate("partition", null);

        assertThat(messages.lines)
                .filteredOn(line -> line.startsWith("partitioners: "))
                .singleElement()
                .asString()
                .contains("compact ", "contiguous ", "multilevel ", "last-tile ", " cycles");

        partitioner = LastTilePartitioner.NAME;
        generate("partition", null);

        assertThat(output().dumps().resolve("partition.json")).content().contains("\"vocabulary\" : [ 1, 1");
        assertThat(GoalResult.read(output().root(), "generate")
                        .orElseThrow()
                        .figures()
                        .get("loadImbalance")
                        .value())
                .isEqualTo(2.0);
    }

    @Test
    void anUnknownPartitionerIsRefusedWithTheKnownOnes() {
        partitioner = "multilvel";

        assertThatThrownBy(() -> generate("partition", null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "dsllm.partitioner=multilvel is none of auto, compact, contiguous, last-tile, multilevel, per-chip")
                .hasMessageContaining("did you mean multilevel?");
    }

    @Test
    void doesNothingWhenNothingChanged() throws IOException {
        generate("image", null);
        messages.lines.clear();

        generate("image", null);

        assertThat(messages.lines).singleElement().asString().startsWith("up to date");
    }

    @Test
    void makesADamagedFileOfTheImageAgain() throws IOException {
        generate("image", null);
        Path memory = output().image().resolve("tile0_coupling.mem");
        String whole = Files.readString(memory);
        Files.writeString(memory, whole.substring(0, whole.length() / 2));
        messages.lines.clear();

        generate("image", null);

        assertThat(messages.lines.get(0)).startsWith("generating, because of: image file " + memory.getFileName());
        assertThat(memory).hasContent(whole);
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
        JsonNode layers =
                new ObjectMapper().readTree(Files.readString(output().root().resolve("layers.json")));
        assertThat(layers.get("positions").asInt()).isPositive();
        assertThat(layers.get("residualError"))
                .hasSize(2)
                .allSatisfy(error -> assertThat(error.asDouble()).isBetween(1e-7, 0.02));
        assertThat(Files.readString(new ReportPage(output()).write())).contains("error behind the layer");
    }

    @Test
    void stopsAfterTheNamedStage() throws IOException {
        generate("graph", null);

        assertThat(output().dumps().resolve("graph.json")).exists();
        assertThat(output().image()).doesNotExist();
    }

    @Test
    void aRunThatEndsEarlierLeavesNothingOfALaterStage() throws IOException {
        generate("image", null);

        generate("program", null);

        assertThat(names(output().dumps())).containsExactly("graph.dot", "graph.json", "program.json", "program.txt");
        assertThat(output().image()).doesNotExist();
        assertThat(folder.resolve("sources/dsllm/TinyChip.java")).doesNotExist();
    }

    @Test
    void foldersOfOthersAreLeftAlone() throws IOException {
        Path photo = folder.resolve("out/image/cat.jpg");
        Path notes = folder.resolve("out/dumps/notes.txt");
        for (Path file : List.of(photo, notes)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "mine");
        }

        generate("program", null);

        assertThat(photo).exists();
        assertThat(notes).exists();
        assertThatThrownBy(() -> generate("image", null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("holds other files and would be replaced");
        assertThat(photo).exists();
    }

    @Test
    void aShapeWithoutWeightsIsMappedPartitionedAndScheduledLikeItsModel() throws IOException {
        generate("schedule", null);
        String partition = Files.readString(output().dumps().resolve("partition.txt"));
        int instructions =
                Files.readAllLines(output().dumps().resolve("tile1.dsasm")).size();
        ModelShape shape = TinyModels.smallest();
        model = Files.writeString(
                Files.createDirectory(folder.resolve("shape")).resolve("config.json"),
                TinyModels.config(shape).toString());
        messages.lines.clear();

        generate("schedule", null);

        assertThat(messages.lines)
                .anyMatch(line -> line.startsWith("shape without weights: "))
                .anyMatch(line -> line.startsWith("The model has no weights: states are taken to cover ±16"));
        assertThat(output().dumps().resolve("partition.txt")).hasContent(partition);
        assertThat(Files.readAllLines(output().dumps().resolve("tile1.dsasm"))).hasSize(instructions);
        assertThat(output().dumps().resolve("program.txt")).content().contains("2·y0·x0·w0");
        assertThatThrownBy(() -> generate("image", null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("only the shape of a model")
                .hasMessageContaining("-Ddsllm.stopAfter=schedule");
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
    void anExternalMemoryTakesWhatDoesNotFitAndTheFiguresSayHowMuch() throws IOException {
        Files.writeString(
                chip,
                CHIP.replace("coupling: 1 Mb", "coupling: { words: 128 }")
                        .replace("clock:", "external: { bandwidth: 100 MB/s, latency: 50 ns }\nclock:"));

        generate("image", null);

        Map<String, GoalResult.Figure> figures =
                GoalResult.read(output().root(), "generate").orElseThrow().figures();
        ChipImage image = ImageFiles.read(output().image());
        double resident = image.tiles().stream()
                .mapToInt(tile -> tile.couplings().length / image.core().lanes())
                .sum();
        assertThat(figures.get("residentWords").value()).isEqualTo(resident);
        assertThat(figures.get("reloadWords").value()).isGreaterThan(resident);
        assertThat(figures.get("reloadCyclesPerToken").value())
                .isBetween(1.0, figures.get("estimatedCyclesPerToken").value());
        assertThat(output().image().resolve("tile1.dsasm"))
                .content()
                .contains("coupling words stay; ", " are reloaded for every token", "C_LOAD   RELOAD");
    }

    @Test
    void anExternalMemoryDoesNotReplaceTheWindow() throws IOException {
        Files.writeString(
                chip,
                CHIP.replace("coupling: 1 Mb", "coupling: 1 kb")
                        .replace("clock:", "external: { bandwidth: 1 GB/s, latency: 50 ns }\nclock:"));

        assertThatThrownBy(() -> generate("image", null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "coupling words for what must stay and for a window of two row groups, the chip has 15")
                .hasMessageContaining("perhaps you should give it a coupling memory of that many words");
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

    @Test
    void numericsFromAFileDecideTheWidthsAndAChangeOfTheFileIsSeen() throws IOException {
        Path file = Files.writeString(folder.resolve("numerics.yaml"), "keyBits: 12\nguardBits: 3\n");
        numerics = file.toString();
        generate("image", null);

        assertThat(ImageFiles.read(output().image()).core().numerics().keyBits())
                .isEqualTo(12);
        assertThat(ImageFiles.read(output().image()).core().numerics().guardBits())
                .isEqualTo(3);

        messages.lines.clear();
        Files.writeString(file, "keyBits: 11\n");
        generate("image", null);

        assertThat(messages.lines).first().isEqualTo("generating, because of: numerics file");
        assertThat(ImageFiles.read(output().image()).core().numerics().keyBits())
                .isEqualTo(11);
    }

    @Test
    void aBadNumericsFileIsRefusedTogetherWithOtherMistakes() throws IOException {
        numerics = Files.writeString(folder.resolve("numerics.yaml"), "keyBit: 12\n")
                .toString();

        assertThatThrownBy(() -> generate("imgae", null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("line 1, keyBit: unknown key; did you mean keyBits?")
                .hasMessageContaining("did you mean image?");

        numerics = "defualt";

        assertThatThrownBy(() -> generate("image", null))
                .hasMessageContaining("dsllm.numerics=defualt is none of default, fidelity; did you mean default?");
    }

    private void generate(@Nullable String stopAfter, @Nullable Path evaluation) throws IOException {
        GenerateRequest request = Requests.generate(model, chip, folder, numerics, partitioner, evaluation, stopAfter);
        new GenerateGoal(request, messages).run();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
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
