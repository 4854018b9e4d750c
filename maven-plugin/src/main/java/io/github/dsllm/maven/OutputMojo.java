package io.github.dsllm.maven;

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

    final Path outputDirectory() {
        return outputDirectory == null ? buildDirectory().resolve("dsllm") : outputDirectory.toPath();
    }
}
