package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.verification.report.ReportPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateGoalTest {
    private static final String OPT = """
            {"model_type": "opt", "hidden_size": 2048, "num_hidden_layers": 24, "num_attention_heads": 32, "ffn_dim": 8192, "vocab_size": 50272,
             "max_position_embeddings": 2048, "word_embed_proj_dim": 2048}
            """;

    @TempDir
    private Path folder;

    private final RecordedMessages messages = new RecordedMessages();

    private EstimateRequest request(@Nullable Path model, @Nullable String parameters, String with, String out) {
        return new EstimateRequest(model, parameters, null, 1, null, with, "", folder.resolve(out), "test");
    }

    private Path opt() throws IOException {
        return Files.writeString(folder.resolve("opt-1.3b.config.json"), OPT);
    }

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve("out/estimate").resolve(name));
    }

    @Test
    void aConfigurationAloneGivesFiguresTablesAndCharts() throws IOException {
        GoalResult result = new EstimateGoal(request(opt(), null, "", "out"), messages).run();

        assertThat(result.value("latencyPerToken")).isCloseTo(2.55e-6, Percentage.withPercentage(10));
        assertThat(result.value("trainTimePerToken")).isCloseTo(324.7e-9, Percentage.withPercentage(10));
        assertThat(result.value("power")).isCloseTo(11.6, Percentage.withPercentage(15));
        assertThat(result.value("energyPerToken")).isEqualTo(result.value("power") * result.value("trainTimePerToken"));
        assertThat(result.value("gpuSpeedup")).isCloseTo(2567, Percentage.withPercentage(10));
        assertThat(result.value("gpuEnergyRatio")).isCloseTo(1.77e5, Percentage.withPercentage(15));
        assertThat(result.value("reloadTimePerToken")).isGreaterThan(1000 * result.value("latencyPerToken"));
        assertThat(result.value("chipsResident")).isEqualTo(1311);
        assertThat(GoalResult.read(folder.resolve("out"), "estimate")).contains(result);
        assertThat(messages.lines)
                .anyMatch(line -> line.contains("token generated"))
                .anyMatch(line -> line.contains("ds-llm-poster.yaml is taken"));
        assertThat(file("tables.txt"))
                .contains("not recomputable", "reload of one layer", "8 experts", "couplingCapacitance", "0.95 fF");
        assertThat(file("poster.csv").lines()).hasSize(1 + 15);
        assertThat(file("latency.svg")).contains("DS, estimate");
        assertThat(file("training.svg")).contains("Token trained");
        assertThat(file("energy.svg")).contains("A100, poster");
    }

    @Test
    void theTablesAsJsonHoldTheSameAsTheText() throws IOException {
        new EstimateGoal(request(opt(), null, "head,cache", "out"), messages).run();

        JsonNode tables = new ObjectMapper().readTree(file("tables.json"));

        assertThat(tables).hasSizeGreaterThan(10);
        String text = file("tables.txt");
        for (JsonNode table : tables) {
            assertThat(text).contains(table.path("title").asText());
            table.path("rows")
                    .forEach(row -> row.forEach(cell -> assertThat(text).contains(cell.asText())));
        }
        assertThat(file("switches.csv")).contains("head,counted,", "reload,not counted,");
    }

    @Test
    void theHeadlinesOfThePosterAreRecomputed() throws IOException {
        new EstimateGoal(request(null, "7B", "", "out"), messages).run();

        List<String> lines = file("headlines.csv").lines().toList();

        assertThat(lines.get(1)).startsWith("\"training speed-up, mean of five\",5.3e3,5330,");
        assertThat(lines.get(2)).startsWith("\"inference speed-up, mean of five\",2.4e2,235.");
        assertThat(lines.get(3)).startsWith("\"training energy saved, mean of five\",2.3e5,2.24");
        assertThat(lines.get(4)).isEqualTo("inference energy saved,6.4e3,not recomputable,not recomputable");
        assertThat(lines.get(5)).startsWith("1e7 GPU hours become hours,1e4,18");
        assertThat(lines.get(6)).startsWith("20 TJ become joules,2e8,8.9");
    }

    @Test
    void aNumberOfParametersAndOfTokensIsATraining() throws IOException {
        EstimateRequest request =
                new EstimateRequest(null, "1T", "20e12", 8, null, "resident", "", folder.resolve("out"), "test");

        GoalResult result = new EstimateGoal(request, messages).run();

        assertThat(result.value("trainingTokens")).isEqualTo(20e12);
        assertThat(result.value("trainingFlop")).isCloseTo(1.2e26 / 8, Percentage.withPercentage(1e-6));
        assertThat(result.value("gpuHours")).isCloseTo(1.2e26 / 8 / 150e12 / 3600, Percentage.withPercentage(1e-6));
        assertThat(result.value("trainingHours"))
                .isCloseTo(20e12 * result.value("trainTimePerToken") / 3600, Percentage.withPercentage(1e-6));
    }

    @Test
    void theSameInputGivesTheSameBytes() throws IOException {
        new EstimateGoal(request(opt(), null, "", "out"), messages).run();
        new EstimateGoal(request(opt(), null, "", "again"), messages).run();

        for (String name : List.of("tables.json", "tables.txt", "latency.svg")) {
            assertThat(folder.resolve("again/estimate").resolve(name)).hasContent(file(name));
        }
        assertThat(folder.resolve("again/estimate.json")).hasSameTextualContentAs(folder.resolve("out/estimate.json"));
    }

    @Test
    void theReportShowsTablesAndCharts() throws IOException {
        new EstimateGoal(request(opt(), null, "", "out"), messages).run();

        String page = Files.readString(new ReportPage(new OutputLayout(folder.resolve("out"))).write());

        assertThat(page)
                .contains("Estimate of an analog chip</h2>", "Against the poster", "<polyline", "not recomputable");
    }

    @Test
    void theChipThatComesWithDsllmIsTheExample() throws IOException {
        assertThat(EstimateInput.posterChip())
                .isEqualTo(Files.readString(Path.of("../examples/chips/ds-llm-poster.yaml")));
    }

    @Test
    void aChipWithoutAnalogFiguresIsRefusedWithAllThatIsMissing() {
        EstimateRequest request = new EstimateRequest(
                null,
                "7B",
                null,
                1,
                Path.of("../examples/chips/single-64.yaml"),
                "",
                "",
                folder.resolve("out"),
                "test");

        assertThatThrownBy(() -> new EstimateGoal(request, messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("couplingCapacitance is missing")
                .hasMessageContaining("controllerPower is missing")
                .hasMessageContaining("perhaps you should");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, 1, '', there is nothing to estimate",
                "model, 7B, 1, '', both a model and a number of parameters",
                "-, seven, 1, '', dsllm.parameters seven is not a number",
                "-, 7e99, 1, '', is outside",
                "-, 12, 1, '', is outside",
                "-, 7B, 0, '', dsllm.experts 0.0 is outside",
                "-, 7B, NaN, '', dsllm.experts NaN is outside",
                "-, 7B, 1, reloads, reloads is none of them; did you mean reload?",
                "nowhere, -, 1, '', There is no model at nowhere"
            })
    void badInputIsOneSentence(
            @Nullable String model, @Nullable String parameters, double experts, String with, String message) {
        EstimateRequest request = new EstimateRequest(
                model == null ? null : Path.of(model),
                parameters,
                null,
                experts,
                null,
                with,
                "",
                folder.resolve("out"),
                "test");

        assertThatThrownBy(() -> new EstimateGoal(request, messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message)
                .hasMessageContaining("perhaps you should");
    }
}
