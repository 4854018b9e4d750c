package io.github.dsllm.maven;

import io.github.dsllm.verification.goal.Messages;
import io.github.dsllm.verification.goal.RunGoal;
import io.github.dsllm.verification.goal.RunRequest;
import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Tells a story, token by token as it comes: from the golden model, from the simulated Verilog, or from the float model. Generates first if need be. */
@Mojo(name = "run", requiresProject = false, threadSafe = true)
public final class RunMojo extends StoryMojo {
    private static final int TOKENS = 128;

    /**
     * Skips this goal.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.run.skip", defaultValue = "false")
    private boolean skipRun;

    /**
     * Who speaks: {@code golden}, {@code rtl}, {@code float}, {@code board} at a serial port, or {@code rtl-board}, the simulation of that board.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.machine", defaultValue = "golden")
    private String machine = "golden";

    /**
     * 0 takes the most probable token each time, higher values surprise more.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.temperature", defaultValue = "0")
    private double temperature;

    /**
     * Start of the pseudo-random sequence, not 0.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.seed", defaultValue = "1")
    private int seed;

    /**
     * Serial port of the board, for {@code dsllm.machine=board}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.port")
    private @Nullable String port;

    @Override
    boolean skipped() {
        return skipRun;
    }

    @Override
    void run(Messages messages) throws IOException {
        new RunGoal(request(), new RunRequest(machine, prompt(), tokens(TOKENS), temperature, seed, port), messages)
                .run();
    }
}
