package io.github.dsllm.verification.goal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code physics} is asked for, as the user wrote it.
 *
 * @param model file or folder of the model; null with a system
 * @param system file or folder of a free-standing system; null with a model
 * @param outputDirectory where everything goes
 * @param tokenizer tokenizer file, null to look beside the model
 * @param prompt text whose last token's stages are shown
 * @param stage name of a stage, or the beginning of names up to a dot, such as layers.0
 * @param nodes "first-last" of the free nodes of each stage, null for all
 * @param spice "false", "true", or the stages to give to ngspice, named as above
 * @param form "vccs", "conveyor", "passive" or "all"
 * @param spiceTemperature thermal noise of disturbed decks in kelvin, 0 for none
 * @param spiceMismatch relative standard deviation of the devices of disturbed decks, 0 for none
 * @param dt step of Euler trajectories in units of C0/G0; null for a tenth of the stable one
 * @param machine "none", or what relaxes a system in integers: "golden" or "rtl"
 * @param nonIdealities names of non-idealities to sweep, with commas; null for none
 * @param strengths strengths with commas, null for those of each non-ideality
 * @param seeds chips per strength
 * @param seed seed of the first chip
 * @param tokens predictions per chip
 * @param evaluation text to predict, null for none
 * @param version version of the workbench
 */
public record PhysicsRequest(
        @Nullable Path model,
        @Nullable Path system,
        Path outputDirectory,
        @Nullable Path tokenizer,
        String prompt,
        String stage,
        @Nullable String nodes,
        String spice,
        String form,
        double spiceTemperature,
        double spiceMismatch,
        @Nullable Double dt,
        String machine,
        @Nullable String nonIdealities,
        @Nullable String strengths,
        int seeds,
        long seed,
        int tokens,
        @Nullable Path evaluation,
        String version) {}
