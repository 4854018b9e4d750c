package io.github.dsllm.verification.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.verification.goal.GoalResult;
import io.github.dsllm.verification.goal.OutputLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
