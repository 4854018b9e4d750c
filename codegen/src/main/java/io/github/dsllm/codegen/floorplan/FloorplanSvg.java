package io.github.dsllm.codegen.floorplan;

import io.github.dsllm.codegen.floorplan.Floorplan.Link;
import io.github.dsllm.codegen.floorplan.Floorplan.Tile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A floorplan as SVG: one box per tile, darker the more it works; one arrow per direction of a link, thicker the more words it carries. */
final class FloorplanSvg {
    /** Of more tiles neither words nor arrows can be read. */
    private static final int LABELLED_TILES = 256;

    private static final int PITCH = 150;
    private static final int BOX = 112;
    private static final int SMALL_PITCH = 16;
    private static final int SMALL_BOX = 13;
    private static final int MARGIN = 30;
    private static final int HEAD = 24;
    private static final int LETTER = 7;
    private static final double WIDEST = 9;

    /** Names begin with "plan", since an SVG that stands in a page shares its styles. */
    private static final String STYLE =
            ".plan { --plan-ink: #1c1e21; --plan-load: #2f7fc1; --plan-line: #8a8a84; --plan-flow: #b3541e }"
                    + " @media (prefers-color-scheme: dark) { .plan { --plan-ink: #e6e6e1; --plan-load: #4d9de0; --plan-line: #7a7d83; --plan-flow: #f0a070 } }"
                    + " .plan text { fill: var(--plan-ink); font: 11px system-ui, sans-serif }"
                    + " .plan .tile { fill: var(--plan-load); stroke: var(--plan-line) }"
                    + " .plan .absent { fill: none; stroke: var(--plan-line); stroke-dasharray: 4 4 }"
                    + " .plan .flow { stroke: var(--plan-flow); opacity: .8 } .plan .tip { fill: var(--plan-flow); opacity: .8 }"
                    + " .plan .chip { fill: none; stroke: var(--plan-line); stroke-width: 2 }";

    private final Floorplan plan;
    private final boolean isLabelled;
    private final int pitch;
    private final int box;
    private final StringBuilder svg = new StringBuilder();

    private FloorplanSvg(Floorplan plan) {
        this.plan = plan;
        this.isLabelled = plan.tiles().size() <= LABELLED_TILES;
        this.pitch = isLabelled ? PITCH : SMALL_PITCH;
        this.box = isLabelled ? BOX : SMALL_BOX;
    }

    static String of(Floorplan plan) {
        return new FloorplanSvg(plan).draw();
    }

    private String draw() {
        String heading = plan.model() + " on " + plan.chip() + ", blocks by " + plan.partitioner();
        int width = 2 * MARGIN + Math.max(plan.columns() * pitch, LETTER * heading.length());
        int height = 2 * MARGIN + HEAD + plan.rows() * pitch;
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plan\" role=\"img\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\">\n<title>")
                .append(escape(heading))
                .append("</title>\n<style>")
                .append(STYLE)
                .append("</style>\n");
        text(MARGIN, HEAD, heading);
        chips();
        long busiest = Math.max(
                1,
                plan.tiles().stream()
                        .mapToLong(tile -> tile.load().cycles())
                        .max()
                        .orElse(1));
        plan.tiles().forEach(tile -> tile(tile, (double) tile.load().cycles() / busiest));
        if (isLabelled) {
            long most = Math.max(
                    1, plan.links().stream().mapToLong(Link::words).max().orElse(1));
            plan.links().forEach(link -> arrow(link, most));
        }
        return svg.append("</svg>\n").toString();
    }

    private void chips() {
        boolean isOne = plan.chipRows() >= plan.rows() && plan.chipColumns() >= plan.columns();
        for (int row = 0; row < plan.rows() && !isOne; row += Math.max(1, plan.chipRows())) {
            for (int column = 0; column < plan.columns(); column += Math.max(1, plan.chipColumns())) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"chip\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
                        MARGIN + column * pitch + 1,
                        MARGIN + HEAD + row * pitch + 1,
                        plan.chipColumns() * pitch - 2,
                        plan.chipRows() * pitch - 2));
            }
        }
    }

    private void tile(Tile tile, double share) {
        int x = left(tile.column());
        int y = above(tile.row());
        svg.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" fill-opacity=\"%.3f\"><title>",
                        tile.absent() ? "absent" : "tile",
                        x,
                        y,
                        box,
                        box,
                        isLabelled ? 6 : 1,
                        0.06 + 0.5 * share))
                .append(escape(description(tile)))
                .append("</title></rect>\n");
        if (isLabelled) {
            text(x + 8, y + 18, "tile " + tile.tile());
            List<String> lines = lines(tile);
            for (int line = 0; line < lines.size(); line++) {
                text(x + 8, y + 38 + 16 * line, lines.get(line));
            }
        }
    }

    private static List<String> lines(Tile tile) {
        List<String> lines = new ArrayList<>();
        if (tile.absent() || tile.blocks().isEmpty()) {
            lines.add(tile.absent() ? "absent" : "empty");
            return lines;
        }
        if (!tile.layers().isEmpty()) {
            lines.add("layers " + (tile.layers().length() > 12 ? tile.layers().substring(0, 11) + "…" : tile.layers()));
        }
        int tokens = tile.blocks().getOrDefault("vocabulary", 0);
        if (tokens > 0) {
            lines.add(tokens + (tokens == 1 ? " token group" : " token groups"));
        }
        lines.add(tile.load().cycles() + " cycles");
        lines.add(tile.load().couplingWords() + " words");
        return lines;
    }

    /** What a tile holds, for people, with a comma before each part. */
    static String holds(Tile tile) {
        StringBuilder text = new StringBuilder();
        if (!tile.layers().isEmpty()) {
            text.append(", layers ").append(tile.layers());
        }
        tile.blocks()
                .forEach((kind, count) ->
                        text.append(", ").append(kind).append(' ').append(count));
        return text.toString();
    }

    private static String description(Tile tile) {
        return tile.absent()
                ? "tile " + tile.tile() + " is absent"
                : "tile " + tile.tile() + holds(tile) + ", " + tile.load().cycles() + " cycles, "
                        + tile.load().couplingWords() + " coupling words, "
                        + tile.load().keyValueRows()
                        + " rows of keys and values";
    }

    private void arrow(Link link, long most) {
        Tile from = plan.tiles().get(link.from());
        Tile to = plan.tiles().get(link.to());
        double dx = Integer.signum(to.column() - from.column());
        double dy = Integer.signum(to.row() - from.row());
        double gap = pitch - box - 12.0;
        double wide = 1 + (WIDEST - 1) * link.words() / most;
        double x = left(from.column()) + box / 2.0 + dx * (box / 2.0 + 2) - dy * 14;
        double y = above(from.row()) + box / 2.0 + dy * (box / 2.0 + 2) + dx * 14;
        svg.append(String.format(
                        Locale.ROOT,
                        "<g><title>tile %d to tile %d: %d words per token</title><line class=\"flow\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke-width=\"%.2f\"/>",
                        link.from(),
                        link.to(),
                        link.words(),
                        x,
                        y,
                        x + dx * gap,
                        y + dy * gap,
                        wide))
                .append(String.format(
                        Locale.ROOT,
                        "<polygon class=\"tip\" points=\"%.1f,%.1f %.1f,%.1f %.1f,%.1f\"/></g>\n",
                        x + dx * gap - dy * (wide / 2 + 3),
                        y + dy * gap + dx * (wide / 2 + 3),
                        x + dx * gap + dy * (wide / 2 + 3),
                        y + dy * gap - dx * (wide / 2 + 3),
                        x + dx * (gap + 8),
                        y + dy * (gap + 8)));
    }

    private int left(int column) {
        return MARGIN + column * pitch + (pitch - box) / 2;
    }

    private int above(int row) {
        return MARGIN + HEAD + row * pitch + (pitch - box) / 2;
    }

    private void text(int x, int y, String text) {
        if (!text.isEmpty()) {
            svg.append("<text x=\"").append(x).append("\" y=\"").append(y).append("\">");
            svg.append(escape(text)).append("</text>\n");
        }
    }

    /** Marks of XML, and control characters, which XML cannot hold. */
    private static String escape(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uD800-\\uDFFF\\uFFFE\\uFFFF]", "?")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
