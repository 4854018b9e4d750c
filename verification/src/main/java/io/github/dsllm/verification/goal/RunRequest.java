package io.github.dsllm.verification.goal;

/**
 * A story to be told.
 *
 * @param machine "golden", "rtl" or "float"
 * @param prompt text, or token numbers where there is no tokenizer
 * @param tokens most new tokens
 * @param temperature 0 for the most probable token each time
 * @param seed start of the pseudo-random sequence, not 0
 */
public record RunRequest(String machine, String prompt, int tokens, double temperature, int seed) {}
