package io.github.dsllm.verification.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Pieces of HTML in which foreign text is harmless. */
public final class Html {
    private Html() {}

    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A table whose cells are HTML already. */
    public static String table(List<String> heads, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<div class=\"wide\"><table><thead><tr>");
        heads.forEach(
                head -> html.append("<th scope=\"col\">").append(escape(head)).append("</th>"));
        html.append("</tr></thead><tbody>");
        for (List<String> row : rows) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>").append(cell).append("</td>"));
            html.append("</tr>");
        }
        return html.append("</tbody></table></div>").toString();
    }

    /** A horizontal bar for a share of 0 … 1, with the text that a screen reader reads. */
    public static String bar(double share, String text) {
        double width = Math.max(0, Math.min(1, share)) * 100;
        return String.format(
                Locale.ROOT,
                "<span class=\"bar\"><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"%.2f\" height=\"10\"/></svg> %s</span>",
                width,
                escape(text));
    }

    /** A horizontal bar of parts, dark and light in turn, whose names and shares show under the pointer; the parts of a whole of 1. */
    public static String stack(Map<String, Double> shares, String text) {
        StringBuilder html = new StringBuilder(
                "<figure><svg class=\"stack\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\""
                        + escape(text) + "\">");
        double left = 0;
        int part = 0;
        for (Map.Entry<String, Double> share : shares.entrySet()) {
            double width = 100 * Math.max(0, share.getValue());
            html.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.3f\" width=\"%.3f\" height=\"6\" fill-opacity=\"%.2f\"><title>%s: %.1f %%</title></rect>",
                    left,
                    width,
                    part++ % 2 == 0 ? 0.9 : 0.45,
                    escape(share.getKey()),
                    width));
            left += width;
        }
        return html.append("</svg><figcaption>")
                .append(escape(text))
                .append("</figcaption></figure>")
                .toString();
    }

    /** A number as people read it: whole if large, four digits otherwise. */
    public static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        return Math.abs(value) >= 1000
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
