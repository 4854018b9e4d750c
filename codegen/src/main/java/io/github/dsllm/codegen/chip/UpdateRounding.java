package io.github.dsllm.codegen.chip;

/** How an update is rounded. */
public enum UpdateRounding {
    /** To the nearest. */
    NEAREST,
    /** Up or down at random, right on average: small updates are not lost. */
    STOCHASTIC
}
