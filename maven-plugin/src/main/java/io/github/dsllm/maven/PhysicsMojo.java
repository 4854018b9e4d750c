package io.github.dsllm.maven;

import io.github.dsllm.verification.goal.Messages;
import io.github.dsllm.verification.goal.PhysicsGoal;
import io.github.dsllm.verification.goal.PhysicsRequest;
import io.github.dsllm.verification.goal.VerifyRequest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Shows how the nodes of a model's stages, or of a system from a file, settle: trajectories, energy, settling times; runs the same as circuits in ngspice; and measures what
 * non-ideal circuits cost in perplexity. Needs no chip spec.
 */
@Mojo(name = "physics", requiresProject = false, threadSafe = true)
public final class PhysicsMojo extends OutputMojo {

    /**
     * Skips this goal.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.physics.skip", defaultValue = "false")
    private boolean skipPhysics;

    /**
     * The language model: a llama2.c {@code .bin} file, a GGUF file, a folder in Hugging Face layout, or {@code hf:owner/name@revision}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.model")
    private @Nullable String model;

    /**
     * A free-standing system instead of a model: a JSON, Matrix Market or CSV file with J, or a folder with it.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.system")
    private @Nullable File system;

    /**
     * The tokenizer; if not given, {@code tokenizer.bin}, {@code tok*.bin} or {@code tokenizer.json} beside the model.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.tokenizer")
    private @Nullable File tokenizer;

    /**
     * The stages of this text's last token are shown.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.prompt", defaultValue = VerifyRequest.DEFAULT_PROMPT)
    private String prompt = VerifyRequest.DEFAULT_PROMPT;

    /**
     * A stage such as {@code layers.0.wq}, the beginning of names such as {@code layers.0} for a whole layer, or {@code all}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.stage", defaultValue = "layers.0")
    private String stage = "layers.0";

    /**
     * The first and the last free node of each stage, such as {@code 0-63}; all if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.nodes")
    private @Nullable String nodes;

    /**
     * Whether ngspice simulates the chosen stages: {@code false}, {@code true}, or the name of some of them.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.spice", defaultValue = "false")
    private String spice = "false";

    /**
     * How a coupling is built: {@code vccs}, {@code conveyor}, {@code passive} or {@code all} of them.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.form", defaultValue = "vccs")
    private String form = "vccs";

    /**
     * With {@code dsllm.spice}: simulates each circuit once more with the thermal noise of this temperature in kelvin, 0 to 1000.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.spiceTemperature", defaultValue = "0")
    private double spiceTemperature;

    /**
     * With {@code dsllm.spice}: simulates each circuit once more with devices that differ from their values by this relative standard deviation, 0 to 0.3.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.spiceMismatch", defaultValue = "0")
    private double spiceMismatch;

    /**
     * Step of Euler trajectories in units of C0/G0; a tenth of the inverse of the fastest rate if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.dt")
    private @Nullable Double dt;

    /**
     * What relaxes a system from a file in integers, besides float64: {@code none}, {@code golden}, or {@code rtl} with every step compared.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.machine", defaultValue = "none")
    private String machine = "none";

    /**
     * Non-idealities to sweep, by name, with commas between; docs/physics.md lists them.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.nonIdealities")
    private @Nullable String nonIdealities;

    /**
     * Strengths to sweep, with commas between; those of each non-ideality if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.strengths")
    private @Nullable String strengths;

    /**
     * Chips per strength, each with a seed of its own.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.seeds", defaultValue = "8")
    private int seeds;

    /**
     * Seed of the first chip.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.seed", defaultValue = "1")
    private long seed;

    /**
     * How many tokens of the text each chip predicts at most.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.tokens", defaultValue = "5000")
    private int tokens;

    /**
     * The text that chips predict.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.evaluation")
    private @Nullable File evaluation;

    @Override
    boolean skipped() {
        return skipPhysics;
    }

    @Override
    void run(Messages messages) throws IOException {
        PhysicsRequest request = new PhysicsRequest(
                model == null ? null : models().model(model, messages),
                path(system),
                outputDirectory(),
                path(tokenizer),
                prompt,
                stage,
                nodes,
                spice,
                form,
                spiceTemperature,
                spiceMismatch,
                dt,
                machine,
                nonIdealities,
                strengths,
                seeds,
                seed,
                tokens,
                path(evaluation),
                pluginVersion());
        new PhysicsGoal(request, messages).run();
    }

    private static @Nullable Path path(@Nullable File file) {
        return file == null ? null : file.toPath();
    }
}
