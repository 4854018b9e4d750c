package io.github.dsllm.sim.golden;

/**
 * What one position gave.
 *
 * @param position position that was run
 * @param input token at that position
 * @param token token that follows: sampled where offered, else the arg-max
 * @param offered whether the host gets the token, that is whether the prompt has been consumed
 * @param end whether and why the story ends here
 */
public record Output(int position, int input, int token, boolean offered, End end) {}
