package io.github.dsllm.verification.report;

import io.github.dsllm.verification.goal.GoalResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Trajectories, energy, settling times, circuits and non-idealities, with the pictures of the {@code physics} goal. */
public final class PhysicsSection implements ReportSection {
    private static final int OPEN = 4;

    @Override
    public String title() {
        return "Physics";
    }

    @Override
    public int order() {
        return 60;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        return context.result("physics")
                .map(result -> html(result, context.layout().root().resolve("physics")));
    }

    private static String html(GoalResult result, Path folder) {
        List<List<String>> checks = result.checks().stream()
                .map(check -> List.of(
                        "<span class=\"" + (check.passed() ? "passed" : "failed") + "\">"
                                + (check.passed() ? "passed" : "FAILED") + "</span>",
                        "<code>" + Html.escape(check.name()) + "</code>",
                        Html.escape(check.detail())))
                .toList();
        StringBuilder html = new StringBuilder("<p>" + Html.escape(result.model()) + "</p>")
                .append(Html.table(List.of("", "check", "detail"), checks))
                .append(FigureTable.of(result));
        List<Path> pictures = pictures(folder);
        for (int i = 0; i < pictures.size(); i++) {
            html.append(Pictures.of(pictures.get(i), i < OPEN));
        }
        return html.toString();
    }

    /** Sweeps and settling times first, then the stages by name. */
    private static List<Path> pictures(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> svg = files.filter(file -> file.toString().endsWith(".svg"))
                    .sorted()
                    .toList();
            return Stream.concat(
                            svg.stream().filter(PhysicsSection::isSummary),
                            svg.stream().filter(file -> !isSummary(file)))
                    .toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    private static boolean isSummary(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith("sweep-") || name.equals("settling.svg");
    }
}
