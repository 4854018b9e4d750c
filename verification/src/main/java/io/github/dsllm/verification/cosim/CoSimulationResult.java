package io.github.dsllm.verification.cosim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What co-simulation found.
 *
 * @param comparedGroups instructions compared, over all positions and tiles
 * @param mismatches how many of them differed, up to the end of the first position that differs
 * @param tokens positions that were run
 * @param storedWords coupling words that the RTL handed out; those of every story were the golden model's if there are no differences of tokens
 * @param saturations clamped nodes in the RTL
 * @param seconds wall time of the fast stories with golden model and digests, without building
 * @param measurements cycles of the fast stories
 * @param tokenDifferences differences of tokens, end codes and faults, hangs
 * @param difference the first instruction that differs, null if none does
 * @param injectedFault whether a flipped bit was found, and how, for people
 * @param faultDetected whether it was
 */
public record CoSimulationResult(
        long comparedGroups,
        long mismatches,
        int tokens,
        long storedWords,
        long saturations,
        double seconds,
        Measurements measurements,
        List<String> tokenDifferences,
        @Nullable Difference difference,
        String injectedFault,
        boolean faultDetected) {

    public CoSimulationResult {
        tokenDifferences = List.copyOf(tokenDifferences);
    }

    /** Positions per second of wall time in the fast profile. */
    public double simulatedTokensPerSecond() {
        return seconds == 0 ? 0 : measurements.count() / seconds;
    }

    public boolean equal() {
        return mismatches == 0 && tokenDifferences.isEmpty() && comparedGroups > 0;
    }
}
