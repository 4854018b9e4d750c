package io.github.dsllm.verification.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which operator the chip waits for, and how a token's cycles grow with its position. */
public final class CyclesSection implements ReportSection {
    private static final int WIDTH = 600;
    private static final int HEIGHT = 160;

    @Override
    public String title() {
        return "Cycles per operator";
    }

    @Override
    public int order() {
        return 30;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        Path file = context.layout().root().resolve("cycles.json");
        try {
            return Files.exists(file)
                    ? Optional.of(html(new ObjectMapper().readTree(Files.readString(file))))
                    : Optional.empty();
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    private static String html(JsonNode cycles) {
        double total = 0;
        for (JsonNode value : cycles.path("byOperator")) {
            total += value.asDouble();
        }
        double sum = Math.max(1, total);
        List<List<String>> rows = new ArrayList<>();
        Map<String, Double> shares = new LinkedHashMap<>();
        cycles.path("byOperator")
                .fields()
                .forEachRemaining(
                        entry -> shares.put(entry.getKey(), entry.getValue().asDouble() / sum));
        cycles.path("byOperator")
                .fields()
                .forEachRemaining(entry -> rows.add(List.of(
                        Html.escape(entry.getKey()),
                        Html.number(Math.rint(entry.getValue().asDouble())),
                        Html.bar(
                                entry.getValue().asDouble() / sum,
                                String.format(
                                        Locale.ROOT,
                                        "%.1f %%",
                                        100 * entry.getValue().asDouble() / sum)))));
        return "<p>Mean cycles per token during which an operator is the one that tile 0 waits for.</p>"
                + Html.stack(
                        shares,
                        "A mean token of " + Html.number(Math.rint(total)) + " cycles, in the order of the table.")
                + Html.table(List.of("operator", "cycles", "share"), rows)
                + curve(cycles.path("byPosition"));
    }

    private static String curve(JsonNode byPosition) {
        double most = 1;
        int last = 1;
        for (var entries = byPosition.fields(); entries.hasNext(); ) {
            var entry = entries.next();
            most = Math.max(most, entry.getValue().asDouble());
            last = Math.max(last, Integer.parseInt(entry.getKey()));
        }
        StringBuilder points = new StringBuilder();
        for (var entries = byPosition.fields(); entries.hasNext(); ) {
            var entry = entries.next();
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    WIDTH * Double.parseDouble(entry.getKey()) / last,
                    HEIGHT * (1 - entry.getValue().asDouble() / most)));
        }
        return "<figure><svg class=\"curve\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                + "\" role=\"img\" aria-label=\"cycles by position\"><polyline points=\""
                + points.toString().strip() + "\"/></svg><figcaption>Cycles of a token by position 0 … " + last
                + ", from 0 to "
                + Html.number(Math.rint(most)) + ".</figcaption></figure>";
    }
}
