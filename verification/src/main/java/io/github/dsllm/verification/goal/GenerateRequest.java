package io.github.dsllm.verification.goal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code generate} is asked for. Settings are texts as the user wrote them; the goal checks them all before it starts.
 *
 * @param model file or folder of the model
 * @param chip chip spec
 * @param outputDirectory where everything goes but the facade
 * @param sourceDirectory root of the generated Java sources
 * @param tokenizer tokenizer file, null to look beside the model
 * @param numerics "default", "fidelity", or the path of a *.yaml, *.yml or *.json file with the constants
 * @param exponential "cubic", "discharge" or "taylor3", null for that of the numerics
 * @param partitioner "auto" for the one that promises the fewest cycles, or its name
 * @param partitionSeed where the random numbers of partition and placement begin
 * @param calibration text to calibrate on, null to sample the float model
 * @param evaluation text for the perplexities, null for none
 * @param stopAfter last stage, null for all
 * @param firtool own firtool, null for the one in the class path
 * @param version version of the workbench
 */
public record GenerateRequest(
        Path model,
        Path chip,
        Path outputDirectory,
        Path sourceDirectory,
        @Nullable Path tokenizer,
        String numerics,
        @Nullable String exponential,
        String partitioner,
        long partitionSeed,
        @Nullable Path calibration,
        @Nullable Path evaluation,
        @Nullable String stopAfter,
        @Nullable Path firtool,
        String version) {

    /** The same with another chip spec. */
    GenerateRequest withChip(Path other) {
        return new GenerateRequest(
                model,
                other,
                outputDirectory,
                sourceDirectory,
                tokenizer,
                numerics,
                exponential,
                partitioner,
                partitionSeed,
                calibration,
                evaluation,
                stopAfter,
                firtool,
                version);
    }
}
