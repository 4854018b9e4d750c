package io.github.dsllm.verification.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.verification.goal.EstimateFiles;
import io.github.dsllm.verification.goal.GoalResult;
import io.github.dsllm.verification.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an analog chip would give, beside the poster and GPUs, with the tables and charts of the {@code estimate} goal. */
public final class EstimateSection implements ReportSection {
    private static final int ORDER = 80;
    private static final long LARGEST = 4 << 20;
    private static final List<String> CHARTS = List.of("latency.svg", "training.svg", "energy.svg");

    @Override
    public String title() {
        return "Estimate of an analog chip";
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        return context.result("estimate")
                .map(result -> html(result, context.layout().root().resolve(EstimateFiles.FOLDER)));
    }

    private static String html(GoalResult result, Path folder) {
        StringBuilder html = new StringBuilder("<p>" + Html.escape(result.model()) + "</p>");
        List<Table> tables = tables(folder.resolve(EstimateFiles.TABLES));
        for (int i = 0; i < tables.size(); i++) {
            html.append(table(tables.get(i), i == 0));
        }
        CHARTS.forEach(chart -> html.append(Pictures.of(folder.resolve(chart), true)));
        return html.toString();
    }

    private static String table(Table table, boolean open) {
        List<List<String>> cells = table.rows().stream()
                .map(row -> row.stream().map(Html::escape).toList())
                .toList();
        String notes = table.notes().stream()
                .map(note -> "<p>" + Html.escape(note) + "</p>")
                .collect(Collectors.joining());
        return "<details" + (open ? " open" : "") + "><summary>" + Html.escape(table.title()) + "</summary>"
                + Html.table(table.columns(), cells) + notes + "</details>\n";
    }

    private static List<Table> tables(Path file) {
        try {
            return Files.size(file) > LARGEST
                    ? List.of()
                    : new ObjectMapper().readValue(file.toFile(), new TypeReference<List<Table>>() {});
        } catch (IOException goneOrDamaged) {
            return List.of();
        }
    }
}
