package io.github.dsllm.maven;

import io.github.dsllm.verification.goal.Messages;
import io.github.dsllm.verification.goal.OutputLayout;
import io.github.dsllm.verification.report.ReportPage;
import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Writes one HTML page, without need of a network, on what the other goals found: model and chip, placement, cycles, verdict, quality. */
@Mojo(name = "report", defaultPhase = LifecyclePhase.SITE, requiresProject = false, threadSafe = true)
public final class ReportMojo extends OutputMojo {

    /**
     * Skips this goal.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.report.skip", defaultValue = "false")
    private boolean skipReport;

    @Override
    boolean skipped() {
        return skipReport;
    }

    @Override
    void run(Messages messages) throws IOException {
        messages.info("report: " + new ReportPage(new OutputLayout(outputDirectory())).write());
    }
}
