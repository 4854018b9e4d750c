package io.github.dsllm.verification.goal;

import org.jspecify.annotations.Nullable;

/**
 * A story to be told.
 *
 * @param machine "golden", "rtl", "float", "board" or "rtl-board"
 * @param prompt text, or token numbers where there is no tokenizer
 * @param tokens most new tokens
 * @param temperature 0 for the most probable token each time
 * @param seed start of the pseudo-random sequence, not 0
 * @param port serial port of the board, null for other machines
 */
public record RunRequest(
        String machine,
        String prompt,
        int tokens,
        double temperature,
        int seed,
        @Nullable String port) {

    /** A machine without a serial port. */
    public RunRequest(String machine, String prompt, int tokens, double temperature, int seed) {
        this(machine, prompt, tokens, temperature, seed, null);
    }
}
