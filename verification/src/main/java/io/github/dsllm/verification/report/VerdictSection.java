package io.github.dsllm.verification.report;

import io.github.dsllm.verification.goal.GoalResult;
import java.util.List;
import java.util.Optional;

/** Whether the hardware equals the golden model. */
public final class VerdictSection implements ReportSection {
    @Override
    public String title() {
        return "Verdict of the co-simulation";
    }

    @Override
    public int order() {
        return 40;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        return context.result("verify").map(result -> age(context, result) + checks(result) + FigureTable.of(result));
    }

    private static String age(ReportContext context, GoalResult verified) {
        boolean same =
                context.result("generate").map(GoalResult::digest).orElse("").equals(verified.digest());
        return same ? "" : "<p class=\"failed\">This verdict is about an earlier image; run dsllm:verify again.</p>";
    }

    private static String checks(GoalResult result) {
        List<List<String>> rows = result.checks().stream()
                .map(check -> List.of(
                        check.passed() ? "<b class=\"passed\">passed</b>" : "<b class=\"failed\">FAILED</b>",
                        "<code>" + Html.escape(check.name()) + "</code>",
                        "<pre>" + Html.escape(check.detail()) + "</pre>"))
                .toList();
        return Html.table(List.of("", "check", "detail"), rows);
    }
}
