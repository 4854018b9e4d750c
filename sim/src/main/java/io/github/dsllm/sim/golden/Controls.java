package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Numerics;
import java.util.List;

/**
 * The control inputs of the core, stable while a story runs.
 *
 * @param inverseTemperature log2(e)/temperature with {@link Numerics#INVERSE_TEMPERATURE_FRACTION} binary places, 16 bits unsigned; 0 takes the arg-max
 * @param seed initial contents of the sampler's LFSR, 32 bits, not 0
 * @param newTokens limit of offered tokens, 16 bits unsigned; 0 is no limit
 * @param stopTokens up to four tokens that end the story
 */
public record Controls(int inverseTemperature, int seed, int newTokens, List<Integer> stopTokens) {

    /** Stop tokens that the core can compare with. */
    public static final int STOP_TOKENS = 4;

    private static final int UNSIGNED_16 = 0xFFFF;

    public Controls {
        stopTokens = List.copyOf(stopTokens);
        require(
                inverseTemperature >= 0 && inverseTemperature <= UNSIGNED_16,
                "inverse temperature " + inverseTemperature + " exceeds 16 bits");
        require(seed != 0, "seed 0 would hold the sampler's shift register at 0 for ever, perhaps you should take 1");
        require(newTokens >= 0 && newTokens <= UNSIGNED_16, "limit of new tokens " + newTokens + " exceeds 16 bits");
        require(
                stopTokens.size() <= STOP_TOKENS,
                stopTokens.size() + " stop tokens, but the core compares with " + STOP_TOKENS);
    }

    /** Arg-max, without limit and without stop tokens. */
    public static Controls greedy() {
        return new Controls(0, 1, 0, List.of());
    }

    public Controls withLimit(int limit) {
        return new Controls(inverseTemperature, seed, limit, stopTokens);
    }

    public Controls withStopTokens(List<Integer> tokens) {
        return new Controls(inverseTemperature, seed, newTokens, tokens);
    }

    /**
     * Sampling at a temperature in nats per logit unit; 0 is the arg-max.
     *
     * @param temperature 0, or at least 0.0902: below that the inverse does not fit and the arg-max is as good
     * @param seed start of the pseudo-random sequence, not 0
     */
    public Controls atTemperature(double temperature, int seed) {
        return new Controls(inverse(temperature), seed, newTokens, stopTokens);
    }

    private static int inverse(double temperature) {
        require(
                temperature >= 0 && Double.isFinite(temperature),
                "temperature " + temperature + " is not a finite number of at least 0");
        if (temperature == 0) {
            return 0;
        }
        double inverse = Math.rint((1 << Numerics.INVERSE_TEMPERATURE_FRACTION) / (Math.log(2) * temperature));
        require(
                inverse >= 1 && inverse <= UNSIGNED_16,
                "temperature " + temperature
                        + " is outside 0.0902 … 5900, perhaps you should take 0 for the most probable token");
        return (int) inverse;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new UserError(message);
        }
    }
}
