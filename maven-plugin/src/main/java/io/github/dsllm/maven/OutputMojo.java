package io.github.dsllm.maven;

import io.github.dsllm.verification.goal.ModelSource;
import java.io.File;
import java.nio.file.Path;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals share that have an output directory. */
abstract class OutputMojo extends DsllmMojo {

    /**
     * Where image, RTL, dumps and reports go; {@code target/dsllm} if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.outputDirectory")
    private @Nullable File outputDirectory;

    /**
     * Where models of the hub are kept; {@code ~/.cache/dsllm} if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.cache")
    private @Nullable File cache;

    /**
     * The hub that models named {@code hf:owner/name@revision} come from.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.hub", defaultValue = ModelSource.USUAL_HUB)
    private String hub = ModelSource.USUAL_HUB;

    /** What makes paths of the models that users name. */
    final ModelSource models() {
        Path usual = Path.of(System.getProperty("user.home"), ".cache", "dsllm");
        return new ModelSource(baseDirectory(), cache == null ? usual : cache.toPath(), hub);
    }

    final Path outputDirectory() {
        return outputDirectory == null ? buildDirectory().resolve("dsllm") : outputDirectory.toPath();
    }
}
