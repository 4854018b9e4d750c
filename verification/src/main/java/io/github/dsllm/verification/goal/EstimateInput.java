package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.sim.estimate.AnalogChip;
import io.github.dsllm.sim.estimate.Assumption;
import io.github.dsllm.sim.estimate.Estimate;
import io.github.dsllm.sim.estimate.SizeReader;
import io.github.dsllm.sim.estimate.TrainingPlan;
import io.github.dsllm.sim.estimate.TransformerSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code estimate} works on, read and checked.
 *
 * @param name of the model, for people
 * @param estimate of the model on the chip
 * @param plan the training
 */
record EstimateInput(String name, Estimate estimate, TrainingPlan plan) {
    /** The chip spec that comes with dsllm; examples/chips in the source tree. */
    static final String POSTER_CHIP = "ds-llm-poster.yaml";

    private static final Pattern COUNT =
            Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,15})?(?:[eE][0-9]{1,2})?) ?([KMBGT]?)");
    private static final String SUFFIXES = "KMBT";
    private static final double MOST_EXPERTS = 1000;

    /** @throws UserError for what cannot be used */
    static EstimateInput read(EstimateRequest request) throws IOException {
        AnalogChip chip = chip(request);
        Set<Assumption> assumptions = Assumption.of(request.with(), request.without());
        boolean hasModel = request.model() != null;
        if (hasModel == (request.parameters() != null)) {
            throw new UserError(
                    hasModel
                            ? "both a model and a number of parameters are given; perhaps you should leave dsllm.model or dsllm.parameters out"
                            : "there is nothing to estimate; perhaps you should name a model with -Ddsllm.model=<a folder with config.json, or a config.json>, or its size with -Ddsllm.parameters=7e9");
        }
        if (!(request.experts() >= 1 && request.experts() <= MOST_EXPERTS)) {
            throw new UserError(
                    "dsllm.experts " + request.experts() + " is outside 1 .. 1000; perhaps you should take 8");
        }
        TransformerSize size;
        double parameters;
        String name;
        if (request.model() != null) {
            size = SizeReader.read(request.model());
            parameters = size.parameters();
            name = ModelInput.name(request.model());
        } else {
            parameters = count("dsllm.parameters", request.parameters(), 1e6, 1e16);
            size = TransformerSize.ofParameters(parameters);
            name = request.parameters() + " parameters";
        }
        TrainingPlan plan = request.trainingTokens() == null
                ? TrainingPlan.of(parameters, request.experts())
                : new TrainingPlan(
                        parameters,
                        count("dsllm.trainingTokens", request.trainingTokens(), 1, 1e18),
                        request.experts());
        return new EstimateInput(name, Estimate.of(size, chip, assumptions), plan);
    }

    private static AnalogChip chip(EstimateRequest request) throws IOException {
        ChipSpecReader reader = new ChipSpecReader();
        return AnalogChip.of(
                request.chip() == null ? reader.parse(POSTER_CHIP, posterChip()) : reader.read(request.chip()));
    }

    /** Text of the chip spec that comes with dsllm. */
    static String posterChip() throws IOException {
        try (InputStream stream =
                EstimateInput.class.getResourceAsStream("/io/github/dsllm/verification/goal/" + POSTER_CHIP)) {
            if (stream == null) {
                throw new IOException("the jar lacks " + POSTER_CHIP);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static double count(String parameter, @Nullable String text, double least, double most) {
        Matcher matcher = COUNT.matcher(text == null ? "" : text.strip());
        if (!matcher.matches()) {
            throw new UserError(
                    parameter + " " + text
                            + " is not a number; perhaps you should write it like 7e9 or 7B (K, M, B, T for 10^3, 10^6, 10^9, 10^12)");
        }
        String suffix = matcher.group(2).replace('G', 'B');
        double factor = suffix.isEmpty() ? 1 : Math.pow(1000, 1 + SUFFIXES.indexOf(suffix));
        double count = Double.parseDouble(matcher.group(1)) * factor;
        if (!(count >= least && count <= most)) {
            throw new UserError(parameter + " " + text + " is outside " + least + " .. " + most
                    + "; perhaps you should write it like 7e9 or 7B");
        }
        return count;
    }
}
