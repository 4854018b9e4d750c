package io.github.dsllm.verification.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A chart of lines, with error bars where they are given, or of bars. Same data, same text.
 */
public final class Chart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 320;
    private static final int LEFT = 70;
    private static final int RIGHT = 16;
    private static final int TOP = 34;
    private static final int BOTTOM = 46;
    private static final int NAMED = 8;
    private static final int COLOURS = 8;
    private static final String STYLE = """
            <style>
            .chart { color-scheme: light dark; font: 12px system-ui, sans-serif }
            .chart text { fill: #1c1e21 } .chart .grid { stroke: #d8d8d2 } .chart .paper { fill: #fcfcfa }
            .chart .line { fill: none; stroke-width: 1.5 } .chart .bar { fill: #1659a8 } .chart .mark { stroke-width: 1.5; stroke-dasharray: 5 4; stroke: #8a6d00 }
            .chart .c0 { stroke: #1659a8 } .chart .c1 { stroke: #b3541e } .chart .c2 { stroke: #17692f } .chart .c3 { stroke: #a3201b }
            .chart .c4 { stroke: #6b3fa0 } .chart .c5 { stroke: #7a5c00 } .chart .c6 { stroke: #00727a } .chart .c7 { stroke: #5a5f66 }
            @media (prefers-color-scheme: dark) {
            .chart text { fill: #e6e6e1 } .chart .grid { stroke: #3a3d42 } .chart .paper { fill: #17191c } .chart .bar { fill: #8fbff5 } .chart .mark { stroke: #e0c050 }
            .chart .c0 { stroke: #8fbff5 } .chart .c1 { stroke: #f2a97a } .chart .c2 { stroke: #6fcf87 } .chart .c3 { stroke: #ff8a80 }
            .chart .c4 { stroke: #c4a1ee } .chart .c5 { stroke: #e0c050 } .chart .c6 { stroke: #6fd3da } .chart .c7 { stroke: #b0b5bc }
            }
            </style>
            """;

    private final String title;
    private final String across;
    private final String up;
    private boolean logarithmicAcross;
    private boolean logarithmicUp;
    private boolean legendLeft;
    private final List<Line> lines = new ArrayList<>();
    private final List<Double> marks = new ArrayList<>();

    /** @param across, up what the axes show, with unit */
    public Chart(String title, String across, String up) {
        this.title = title;
        this.across = across;
        this.up = up;
    }

    private record Line(String name, double[] x, double[] y, double[] halfWidth) {}

    /** Powers of ten along the horizontal axis. */
    public Chart logarithmicAcross() {
        logarithmicAcross = true;
        return this;
    }

    /** Powers of ten along the vertical axis. */
    public Chart logarithmicUp() {
        logarithmicUp = true;
        return this;
    }

    /** The names of the lines stand at the left, for lines that rise. */
    public Chart legendLeft() {
        legendLeft = true;
        return this;
    }

    public Chart line(String name, double[] x, double[] y) {
        return line(name, x, y, new double[0]);
    }

    /** A line whose points have bars of ± {@code halfWidth}. */
    public Chart line(String name, double[] x, double[] y, double[] halfWidth) {
        lines.add(new Line(name, x.clone(), y.clone(), halfWidth.clone()));
        return this;
    }

    /** A dashed horizontal line. */
    public Chart mark(double y) {
        marks.add(y);
        return this;
    }

    /** The chart as an SVG file. */
    public String svg() {
        Axis x = new Axis(across, logarithmicAcross, all(lines.stream().map(Line::x)));
        Axis y = new Axis(
                up,
                logarithmicUp,
                all(Stream.concat(
                        lines.stream().flatMap(Chart::reach),
                        Stream.of(marks.stream().mapToDouble(m -> m).toArray()))));
        StringBuilder svg = start();
        grid(svg, x, y);
        for (double mark : marks) {
            String height = number(bottom(y.share(mark)));
            svg.append(element(
                    "<line class=\"mark\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>",
                    LEFT, WIDTH - RIGHT, height, height));
        }
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), i % COLOURS, x, y);
        }
        legend(svg);
        return svg.append("</svg>\n").toString();
    }

    /** A histogram of values in {@code bins} equal classes, as an SVG file. */
    public static String histogram(String title, String across, double[] values, int bins) {
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        double low = Arrays.stream(finite).min().orElse(0);
        double high = Math.max(low + 1e-12, Arrays.stream(finite).max().orElse(1));
        double[] counts = new double[bins];
        for (double value : finite) {
            counts[(int) Math.min(bins - 1, bins * (value - low) / (high - low))]++;
        }
        Chart chart = new Chart(title, across, "nodes");
        Axis x = new Axis(across, false, new double[] {low, high});
        Axis y = new Axis(
                "nodes",
                false,
                DoubleStream.concat(DoubleStream.of(0), Arrays.stream(counts)).toArray());
        StringBuilder svg = chart.start();
        chart.grid(svg, x, y);
        double width = (WIDTH - LEFT - RIGHT) / (double) bins;
        for (int k = 0; k < bins; k++) {
            double top = bottom(y.share(counts[k]));
            svg.append(element(
                    "<rect class=\"bar\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>",
                    number(LEFT + k * width + 0.5), number(top), number(width - 1), number(HEIGHT - BOTTOM - top)));
        }
        return svg.append("</svg>\n").toString();
    }

    private StringBuilder start() {
        return new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 " + WIDTH
                        + " " + HEIGHT + "\" role=\"img\" aria-label=\"" + escape(title) + "\">\n")
                .append(STYLE)
                .append(element("<rect class=\"paper\" width=\"%d\" height=\"%d\"/>", WIDTH, HEIGHT))
                .append(element("<text x=\"%d\" y=\"18\" font-weight=\"600\">%s</text>", LEFT, escape(title)));
    }

    private void grid(StringBuilder svg, Axis x, Axis y) {
        for (double tick : x.ticks()) {
            String at = number(left(x.share(tick)));
            svg.append(element(
                    "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>", at, at, TOP, HEIGHT - BOTTOM));
            svg.append(element(
                    "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    at, HEIGHT - BOTTOM + 16, Axis.text(tick)));
        }
        for (double tick : y.ticks()) {
            String at = number(bottom(y.share(tick)));
            svg.append(element(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>", LEFT, WIDTH - RIGHT, at, at));
            svg.append(element(
                    "<text x=\"%d\" y=\"%s\" text-anchor=\"end\" dominant-baseline=\"middle\">%s</text>",
                    LEFT - 6, at, Axis.text(tick)));
        }
        svg.append(element(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, escape(x.label())));
        svg.append(element(
                "<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2, escape(y.label())));
    }

    private void draw(StringBuilder svg, Line line, int colour, Axis x, Axis y) {
        StringBuilder points = new StringBuilder();
        for (int k = 0; k < line.x().length; k++) {
            double across = x.share(line.x()[k]);
            double height = y.share(line.y()[k]);
            if (!Double.isFinite(across) || !Double.isFinite(height)) {
                continue;
            }
            points.append(number(left(across)))
                    .append(',')
                    .append(number(bottom(height)))
                    .append(' ');
            if (k < line.halfWidth().length && line.halfWidth()[k] > 0) {
                double high = Math.min(1, y.share(line.y()[k] + line.halfWidth()[k]));
                double share = y.share(line.y()[k] - line.halfWidth()[k]);
                double low = Double.isFinite(share) ? Math.max(0, share) : 0;
                svg.append(element(
                        "<line class=\"c%d\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>",
                        colour, number(left(across)), number(left(across)), number(bottom(low)), number(bottom(high))));
            }
        }
        svg.append(element(
                "<polyline class=\"line c%d\" points=\"%s\"/>",
                colour, points.toString().strip()));
    }

    private void legend(StringBuilder svg) {
        int start = legendLeft ? LEFT + 8 : WIDTH - 130;
        int named = (int) lines.stream().filter(line -> !line.name().isEmpty()).count();
        for (int i = 0; i < lines.size() && named <= NAMED; i++) {
            if (!lines.get(i).name().isEmpty()) {
                int at = TOP + 14 + 15 * i;
                svg.append(element(
                        "<line class=\"c%d\" stroke-width=\"2\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>",
                        i % COLOURS, start, start + 16, at - 4, at - 4));
                svg.append(element(
                        "<text x=\"%d\" y=\"%d\">%s</text>",
                        start + 22, at, escape(lines.get(i).name())));
            }
        }
    }

    private static Stream<double[]> reach(Line line) {
        double[] ends = new double[2 * line.halfWidth().length];
        for (int k = 0; k < line.halfWidth().length; k++) {
            ends[2 * k] = line.y()[k] - line.halfWidth()[k];
            ends[2 * k + 1] = line.y()[k] + line.halfWidth()[k];
        }
        return Stream.of(line.y(), ends);
    }

    private static double[] all(Stream<double[]> arrays) {
        return arrays.flatMapToDouble(Arrays::stream).toArray();
    }

    private static double left(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double bottom(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String element(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
