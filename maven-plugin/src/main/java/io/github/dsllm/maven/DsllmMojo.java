package io.github.dsllm.maven;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.verification.goal.FileTrouble;
import io.github.dsllm.verification.goal.Messages;
import io.github.dsllm.verification.simulator.SimulationFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** What all goals share: skipping, folders, messages, and how errors reach the user. */
@SuppressWarnings("NullAway.Init")
abstract class DsllmMojo extends AbstractMojo {

    /**
     * Skips all goals of dsllm.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.skip", defaultValue = "false")
    private boolean skip;

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    @Parameter(defaultValue = "${project}", readonly = true)
    private @Nullable MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private MojoExecution execution;

    /** Whether this goal alone is skipped. */
    abstract boolean skipped();

    abstract void run(Messages messages) throws IOException;

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip || skipped()) {
            getLog().info("skipped");
            return;
        }
        try {
            run(messages());
        } catch (UserError error) {
            throw new MojoFailureException(error.getMessage());
        } catch (SimulationFailure error) {
            throw new MojoExecutionException(error.getMessage(), error);
        } catch (IOException | UncheckedIOException error) {
            throw new MojoExecutionException(FileTrouble.describe(error), error);
        }
    }

    /** Where this goal says what it does. */
    final Messages messages() {
        return new MavenMessages(getLog(), session.getRequest().isInteractiveMode());
    }

    /** Folder of the project, or the current one where there is no pom. */
    final Path baseDirectory() {
        return project != null && project.getFile() != null
                ? project.getBasedir().toPath()
                : Path.of(session.getExecutionRootDirectory());
    }

    /** The build directory; {@code target} where there is no pom, because Maven leaves the expression unexpanded there. */
    final Path buildDirectory() {
        return project != null && project.getFile() != null
                ? Path.of(project.getBuild().getDirectory())
                : baseDirectory().resolve("target");
    }

    /** The project, null where there is no pom. */
    final @Nullable MavenProject projectWithPom() {
        return project != null && project.getFile() != null ? project : null;
    }

    final String pluginVersion() {
        return execution.getMojoDescriptor().getPluginDescriptor().getVersion();
    }
}
