package io.github.dsllm.maven;

import io.github.dsllm.verification.goal.InitGoal;
import io.github.dsllm.verification.goal.Messages;
import java.io.File;
import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Starts a project: writes a commented chip spec, a minimal pom and a unit test on the golden model. Existing files are kept. */
@Mojo(name = "init", requiresProject = false, threadSafe = true)
public final class InitMojo extends DsllmMojo {

    /**
     * Skips this goal.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.init.skip", defaultValue = "false")
    private boolean skipInit;

    /**
     * The language model that the new pom names; without it each command has to.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.model")
    private @Nullable File model;

    @Override
    boolean skipped() {
        return skipInit;
    }

    @Override
    void run(Messages messages) throws IOException {
        new InitGoal(baseDirectory(), pluginVersion(), messages).run(model == null ? null : model.toPath());
    }
}
