package io.github.dsllm.verification.report;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.verification.goal.OutputLayout;
import io.github.dsllm.verification.goal.Outputs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;

/** Collects the sections into {@code report.html}: one file, no network, light and dark. */
public final class ReportPage {
    private final OutputLayout layout;
    private final List<ReportSection> sections;

    /** The page with all sections of the class path. */
    public ReportPage(OutputLayout layout) {
        this(
                layout,
                ServiceLoader.load(ReportSection.class, ReportSection.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList());
    }

    ReportPage(OutputLayout layout, List<ReportSection> sections) {
        this.layout = layout;
        this.sections = sections.stream()
                .sorted(Comparator.comparingInt(ReportSection::order).thenComparing(ReportSection::title))
                .toList();
    }

    /**
     * Writes the page.
     *
     * @return its place
     * @throws UserError if no goal has left anything to report
     */
    public Path write() throws IOException {
        ReportContext context = new ReportContext(layout);
        StringBuilder contents = new StringBuilder();
        StringBuilder links = new StringBuilder();
        for (ReportSection section : sections) {
            Optional<String> body = section.body(context);
            if (body.isPresent()) {
                String anchor = section.title().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
                links.append("<a href=\"#")
                        .append(anchor)
                        .append("\">")
                        .append(Html.escape(section.title()))
                        .append("</a> ");
                contents.append("<section id=\"")
                        .append(anchor)
                        .append("\"><h2>")
                        .append(Html.escape(section.title()))
                        .append("</h2>\n")
                        .append(body.get())
                        .append("</section>\n");
            }
        }
        if (contents.isEmpty()) {
            throw new UserError("there is nothing to report in " + layout.root()
                    + "; perhaps you should run dsllm:generate or dsllm:verify first");
        }
        Path page = layout.root().resolve("report.html");
        Outputs.write(page, template().replace("@links@", links).replace("@sections@", contents));
        return page;
    }

    private static String template() throws IOException {
        try (InputStream stream = ReportPage.class.getResourceAsStream("report.html")) {
            if (stream == null) {
                throw new IOException("the jar lacks report.html");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
