package io.github.dsllm.maven;

import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.verification.goal.GenerateGoal;
import io.github.dsllm.verification.goal.GenerateRequest;
import io.github.dsllm.verification.goal.GoldenFacade;
import io.github.dsllm.verification.goal.Messages;
import io.github.dsllm.verification.goal.OutputLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.model.Resource;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * Maps a language model onto a chip: writes the chip image, the Verilog of the chip, a Java class with its golden model, readable dumps of every stage and
 * generate.json. Does nothing when nothing has changed.
 */
@Mojo(name = "generate", defaultPhase = LifecyclePhase.GENERATE_SOURCES, requiresProject = false, threadSafe = true)
public final class GenerateMojo extends ModelMojo {

    /**
     * Skips this goal.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.generate.skip", defaultValue = "false")
    private boolean skipGenerate;

    /**
     * The last stage: {@code graph}, {@code program}, {@code partition}, {@code schedule} or {@code image}; all if not given. A model without weights goes up to
     * {@code schedule}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.stopAfter")
    private @Nullable String stopAfter;

    @Override
    boolean skipped() {
        return skipGenerate;
    }

    @Override
    void run(Messages messages) throws IOException {
        GenerateRequest request = request(stopAfter);
        ChipSpec chip = new GenerateGoal(request, messages).run();
        MavenProject project = projectWithPom();
        if (project != null) {
            register(project, chip, request.sourceDirectory(), new OutputLayout(request.outputDirectory()).image());
        }
    }

    private static void register(MavenProject project, ChipSpec chip, Path sources, Path image) {
        if (Files.isDirectory(sources)) {
            project.addCompileSourceRoot(sources.toAbsolutePath().toString());
        }
        if (Files.isDirectory(image)) {
            Resource resource = new Resource();
            resource.setDirectory(image.toAbsolutePath().toString());
            resource.setTargetPath(GoldenFacade.resourceFolder(chip.name()));
            project.addResource(resource);
        }
    }
}
