package io.github.dsllm.maven;

import io.github.dsllm.verification.goal.Messages;
import io.github.dsllm.verification.goal.VerifyGoal;
import io.github.dsllm.verification.goal.VerifyRequest;
import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Proves with Verilator that the Verilog and the golden model are equal after every instruction, and measures how fast the chip would be. Generates first
 * if need be; fails the build with the place of the first difference.
 */
@Mojo(name = "verify", defaultPhase = LifecyclePhase.VERIFY, requiresProject = false, threadSafe = true)
public final class VerifyMojo extends StoryMojo {
    private static final int TOKENS = 64;

    /**
     * Skips this goal.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.verify.skip", defaultValue = "false")
    private boolean skipVerify;

    /**
     * Whether to compare once more with assertions, random initial memory and random stalls; takes another build of the simulator.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.checked", defaultValue = "false")
    private boolean checked;

    /**
     * Whether to record the cycles around a difference as waveforms; takes another build of the simulator when there is one.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.waveforms", defaultValue = "true")
    private boolean waveforms;

    @Override
    boolean skipped() {
        return skipVerify;
    }

    @Override
    void run(Messages messages) throws IOException {
        new VerifyGoal(request(), new VerifyRequest(prompt(), tokens(TOKENS), checked, waveforms), messages).run();
    }
}
