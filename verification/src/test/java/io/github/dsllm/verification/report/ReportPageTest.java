package io.github.dsllm.verification.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.floorplan.Floorplan;
import io.github.dsllm.codegen.partition.TileLoad;
import io.github.dsllm.verification.goal.GoalResult;
import io.github.dsllm.verification.goal.OutputLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
    @TempDir
    private Path folder;

    @Test
    void holdsWhatTheGoalsFoundAndNeedsNoNetwork() throws IOException {
        GoalResult.of("generate", "<b>evil</b>", "single-64", "00")
                .with("perplexityFloat", 4, "1")
                .with("perplexityFixed", 4.004, "1")
                .write(folder);
        GoalResult.of("verify", "m", "single-64", "00")
                .with(new GoalResult.Check("rtl-equals-golden", false, "tile 1 & layer 2"))
                .write(folder);
        Files.writeString(
                folder.resolve("cycles.json"),
                "{\"byOperator\":{\"wq\":64,\"attention\":36},\"byPosition\":{\"0\":90,\"1\":110}}");

        String page = Files.readString(new ReportPage(new OutputLayout(folder)).write());

        assertThat(page)
                .contains(
                        "&lt;b&gt;evil&lt;/b&gt;",
                        "tile 1 &amp; layer 2",
                        "FAILED",
                        "64.0 %",
                        "<title>attention: 36.0 %</title>",
                        "A mean token of 100 cycles",
                        "<code>verify.json</code>",
                        "counted while the Verilog is simulated",
                        "4.0040 (+0.100 %)",
                        "prefers-color-scheme: dark")
                .doesNotContain("<b>evil", "http", "@sections@");
        assertThat(page.indexOf("Model and chip</h2>")).isLessThan(page.indexOf("Verdict of the co-simulation</h2>"));
    }

    @Test
    void aVerdictOnAnEarlierImageIsMarked() throws IOException {
        GoalResult.of("generate", "m", "c", "01").write(folder);
        GoalResult.of("verify", "m", "c", "00").write(folder);

        assertThat(new ReportPage(new OutputLayout(folder)).write()).content().contains("about an earlier image");
    }

    @Test
    void theFloorplanIsDrawnFromItsFigures() throws IOException {
        GoalResult.of("generate", "m", "c", "00").write(folder);
        TileLoad load = new TileLoad(10, 1, 0, 20);
        Floorplan plan = new Floorplan(
                "<i>m</i>",
                "c",
                "\"p\"<br>",
                1,
                2,
                1,
                2,
                List.of(
                        new Floorplan.Tile(0, 0, 0, false, "0–1", new TreeMap<>(Map.of("heads", 2)), load),
                        new Floorplan.Tile(1, 0, 1, true, "", new TreeMap<>(), TileLoad.NONE)),
                List.of(new Floorplan.Link(0, 1, 12)));
        OutputLayout output = new OutputLayout(folder);
        Files.createDirectories(output.dumps());
        Files.writeString(output.floorplan(), plan.toJson());

        String page = Files.readString(new ReportPage(output).write());

        assertThat(page)
                .contains(
                        "id=\"floorplan\"",
                        "layers 0–1",
                        "tile 0 to tile 1: 12 words per token",
                        "&lt;i&gt;m",
                        "tile 1 is absent")
                .doesNotContain("<i>m", "<br>", "http");

        Files.writeString(output.floorplan(), plan.toJson().replace("\"to\" : 1", "\"to\" : 7"));
        assertThat(new ReportPage(output).write()).content().contains("the text is no floorplan");
    }

    @Test
    void takesSectionsOfOthers() throws IOException {
        ReportSection foreign = new ReportSection() {
            @Override
            public String title() {
                return "Weather";
            }

            @Override
            public int order() {
                return 1;
            }

            @Override
            public Optional<String> body(ReportContext context) {
                return Optional.of("<p>fair</p>");
            }
        };

        assertThat(new ReportPage(new OutputLayout(folder), List.of(foreign)).write())
                .content()
                .contains("id=\"weather\"", "<p>fair</p>");
    }

    @Test
    void saysWhenThereIsNothingToReport() {
        ReportPage page = new ReportPage(new OutputLayout(folder));

        assertThatThrownBy(page::write)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should run dsllm:generate");
    }
}
