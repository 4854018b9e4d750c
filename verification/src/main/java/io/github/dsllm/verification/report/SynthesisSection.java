package io.github.dsllm.verification.report;

import io.github.dsllm.verification.goal.FitGoal;
import io.github.dsllm.verification.goal.GoalResult;
import java.util.Optional;

/** What the chip takes of an FPGA, and how fast it is there. */
public final class SynthesisSection implements ReportSection {
    @Override
    public String title() {
        return "FPGA";
    }

    @Override
    public int order() {
        return 45;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        String size = context.result(FitGoal.NAME)
                .map(result -> "<h3>Right size, foreseen</h3>" + table(result))
                .orElse("");
        String core = context.result("synthesize")
                .map(result -> "<h3>Core alone, before routing</h3>" + table(result))
                .orElse("");
        String board = context.result("fpga")
                .map(result -> "<h3>Bitstream</h3>" + table(result))
                .orElse("");
        return Optional.of(size + core + board).filter(text -> !text.isEmpty());
    }

    private static String table(GoalResult result) {
        StringBuilder checks = new StringBuilder();
        result.checks()
                .forEach(check ->
                        checks.append("<p>").append(Html.escape(check.detail())).append("</p>"));
        return FigureTable.of(result) + checks;
    }
}
