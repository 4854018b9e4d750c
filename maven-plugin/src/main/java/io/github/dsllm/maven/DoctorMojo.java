package io.github.dsllm.maven;

import io.github.dsllm.verification.goal.Doctor;
import io.github.dsllm.verification.goal.Messages;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Lists the tools that the goals need: found, missing or too old, and the line that installs them. */
@Mojo(name = "doctor", requiresProject = false, threadSafe = true)
public final class DoctorMojo extends DsllmMojo {

    /**
     * Skips this goal.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.doctor.skip", defaultValue = "false")
    private boolean skipDoctor;

    @Override
    boolean skipped() {
        return skipDoctor;
    }

    @Override
    void run(Messages messages) {
        new Doctor().examine(messages);
    }
}
