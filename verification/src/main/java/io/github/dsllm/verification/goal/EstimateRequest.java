package io.github.dsllm.verification.goal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code estimate} is asked for, as the user wrote it.
 *
 * @param model folder or file with sizes; null if a number of parameters is given
 * @param parameters number of parameters in place of a model, such as 7e9 or 7B; null for those of the model
 * @param trainingTokens tokens of a training; null for 20 per parameter
 * @param experts partitions of the model of which each token exercises one
 * @param chip chip spec with analog figures; null for the one that comes with dsllm
 * @param with names of what is counted besides, with commas
 * @param without names of what is not counted
 * @param outputDirectory where everything goes
 * @param version version of the workbench
 */
public record EstimateRequest(
        @Nullable Path model,
        @Nullable String parameters,
        @Nullable String trainingTokens,
        double experts,
        @Nullable Path chip,
        String with,
        String without,
        Path outputDirectory,
        String version) {}
