package io.github.dsllm.maven;

import io.github.dsllm.verification.goal.EstimateGoal;
import io.github.dsllm.verification.goal.EstimateRequest;
import io.github.dsllm.verification.goal.Messages;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what an analog chip would take and draw for a model, and what a training costs on it and on GPUs, from sizes and the {@code analog} figures of the chip spec. Needs
 * no weights.
 */
@Mojo(name = "estimate", requiresProject = false, threadSafe = true)
public final class EstimateMojo extends OutputMojo {

    /**
     * Skips this goal.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.estimate.skip", defaultValue = "false")
    private boolean skipEstimate;

    /**
     * The model: a folder with {@code config.json}, a {@code config.json} of its own (Llama, GPT-2, OPT), a llama2.c or a GGUF file,
     * or {@code hf:owner/name@revision}, of which the configuration alone is fetched.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.model")
    private @Nullable String model;

    /**
     * A number of parameters in place of a model, such as {@code 7e9} or {@code 7B}: a model of the Llama family of about that size.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.parameters")
    private @Nullable String parameters;

    /**
     * Tokens of the training, such as {@code 2T}; 20 per parameter if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.trainingTokens")
    private @Nullable String trainingTokens;

    /**
     * Partitions of the model of which each token exercises one (mixture of experts), for the GPUs.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.experts", defaultValue = "1")
    private double experts = 1;

    /**
     * The chip spec with analog figures; {@code chip.yaml} beside the pom if there is one, else the one of the poster, which comes with dsllm.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.chip")
    private @Nullable File chip;

    /**
     * What is counted besides, names with commas: {@code headroom}, {@code head}, {@code cache}, {@code converters}, {@code controller}, {@code reload}, {@code resident}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.estimate.with", defaultValue = "")
    private @Nullable String with;

    /**
     * What is not counted, names with commas: {@code lines}, {@code pipelining}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.estimate.without", defaultValue = "")
    private @Nullable String without;

    @Override
    boolean skipped() {
        return skipEstimate;
    }

    @Override
    void run(Messages messages) throws IOException {
        EstimateRequest request = new EstimateRequest(
                model == null ? null : models().sizes(model, messages),
                parameters,
                trainingTokens,
                experts,
                chip(),
                with == null ? "" : with,
                without == null ? "" : without,
                outputDirectory(),
                pluginVersion());
        new EstimateGoal(request, messages).run();
    }

    private @Nullable Path chip() {
        if (chip != null) {
            return chip.toPath();
        }
        Path own = baseDirectory().resolve("chip.yaml");
        return Files.exists(own) ? own : null;
    }
}
