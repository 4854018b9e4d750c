package io.github.dsllm.verification.report;

import io.github.dsllm.verification.goal.GoalResult;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the integers cost in quality, if an evaluation text was given. */
public final class QualitySection implements ReportSection {
    @Override
    public String title() {
        return "Quality";
    }

    @Override
    public int order() {
        return 50;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        return context.result("generate").map(QualitySection::html);
    }

    private static String html(GoalResult result) {
        double real = result.value("perplexityFloat");
        double fixed = result.value("perplexityFixed");
        if (Double.isNaN(real) || Double.isNaN(fixed)) {
            return "<p>Not measured: give a text with <code>-Ddsllm.evaluation=</code>.</p>";
        }
        return Html.table(
                List.of("machine", "perplexity"),
                List.of(
                        List.of("float", String.format(Locale.ROOT, "%.4f", real)),
                        List.of(
                                "chip",
                                String.format(Locale.ROOT, "%.4f (%+.3f %%)", fixed, 100 * (fixed / real - 1)))));
    }
}
