package io.github.dsllm.verification.report;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.floorplan.Floorplan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The mesh of tiles as generate left it: what each holds, how busy it is and what the links carry. */
public final class FloorplanSection implements ReportSection {
    private static final long LARGEST_FILE = 64L << 20;

    @Override
    public String title() {
        return "Floorplan";
    }

    @Override
    public int order() {
        return 15;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        Path file = context.layout().floorplan();
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
                return Optional.empty();
            }
            Floorplan plan = Floorplan.parse(Files.readString(file));
            return plan.tiles().size() == 1 ? Optional.empty() : Optional.of(figure(plan));
        } catch (UserError damaged) {
            return Optional.of("<p>" + Html.escape(String.valueOf(damaged.getMessage())) + "</p>");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String figure(Floorplan plan) {
        String svg = plan.toSvg().replace(" xmlns=\"http://www.w3.org/2000/svg\"", "");
        return "<p>Blocks placed by " + Html.escape(plan.partitioner())
                + ". The darker a tile, the more cycles of multiply-accumulates it has per token; words are those of its coupling memory; the thicker an arrow, the more states the link carries per token.</p><figure class=\"wide\">"
                + svg + "</figure>\n";
    }
}
