package io.github.dsllm.maven;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.verification.goal.GenerateRequest;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals share that work on a model and a chip. */
abstract class ModelMojo extends OutputMojo {

    /**
     * The language model: a llama2.c {@code .bin} file, a GGUF file, a folder in Hugging Face layout, or {@code hf:owner/name@revision}, which is fetched from the hub.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.model")
    private @Nullable String model;

    /**
     * The chip spec, YAML or JSON; {@code chip.yaml} beside the pom if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.chip")
    private @Nullable File chip;

    /**
     * Root of the generated Java sources; {@code target/generated-sources/dsllm} if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.sourceDirectory")
    private @Nullable File sourceDirectory;

    /**
     * The tokenizer; if not given, {@code tokenizer.bin}, {@code tok*.bin} or {@code tokenizer.json} beside the model.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.tokenizer")
    private @Nullable File tokenizer;

    /**
     * The integer arithmetic: {@code default} (8-bit couplings), {@code fidelity} (16-bit couplings), or a {@code *.yaml} or {@code *.json} file.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.numerics", defaultValue = "default")
    private String numerics = "default";

    /**
     * How nodes compute an exponential: {@code cubic}, {@code discharge} or {@code taylor3}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.exponential")
    private @Nullable String exponential;

    /**
     * What gives the blocks of the model to the tiles: {@code auto} takes the one that promises the fewest cycles; {@code contiguous}, {@code compact}, {@code multilevel}, {@code per-chip}, or
     * one that a dependency of the plugin brings.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.partitioner", defaultValue = "auto")
    private String partitioner = "auto";

    /**
     * Where the random numbers of partition and placement begin. Any seed gives the same tokens.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.partitionSeed", defaultValue = "1")
    private long partitionSeed = 1;

    /**
     * A text on which the widths of states are calibrated; if not given, samples of the model itself.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.calibration")
    private @Nullable File calibration;

    /**
     * A text on which the perplexities of the float and the integer model are measured; none if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.evaluation")
    private @Nullable File evaluation;

    /**
     * An own firtool, where none comes with the plugin.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.firtool")
    private @Nullable File firtool;

    final Path sourceDirectory() {
        return sourceDirectory == null
                ? buildDirectory().resolve("generated-sources").resolve("dsllm")
                : sourceDirectory.toPath();
    }

    /** Everything that decides what is generated, up to the end. */
    final GenerateRequest request() {
        return request(null);
    }

    /** The same up to a stage, null for the last one. */
    final GenerateRequest request(@Nullable String stopAfter) {
        List<String> problems = new ArrayList<>();
        Path chipSpec = chip == null ? baseDirectory().resolve("chip.yaml") : chip.toPath();
        if (model == null) {
            problems.add(
                    "no model is given; perhaps you should add -Ddsllm.model=<a llama2.c .bin file, a GGUF file or a Hugging Face folder>, or <model> in the plugin's <configuration>");
        }
        if (chip == null && !chipSpec.toFile().exists()) {
            problems.add(
                    "no chip spec is given and there is no chip.yaml here; perhaps you should run dsllm:init, which writes one, or add -Ddsllm.chip=, or <chip> in the plugin's <configuration>");
        }
        if (model == null || !problems.isEmpty()) {
            throw new UserError(String.join("\n", problems));
        }
        return new GenerateRequest(
                models().model(model, messages()),
                chipSpec,
                outputDirectory(),
                sourceDirectory(),
                path(tokenizer),
                numerics(),
                exponential,
                partitioner,
                partitionSeed,
                path(calibration),
                path(evaluation),
                stopAfter,
                path(firtool),
                pluginVersion());
    }

    /** A file lies where the pom does, as Maven has it for all files. */
    private String numerics() {
        return numerics.contains(".") ? baseDirectory().resolve(numerics).toString() : numerics;
    }

    private static @Nullable Path path(@Nullable File file) {
        return file == null ? null : file.toPath();
    }
}
