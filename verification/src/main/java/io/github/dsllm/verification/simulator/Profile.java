package io.github.dsllm.verification.simulator;

/** What a build is good at. */
public enum Profile {
    /** Speed: optimised, without assertions. */
    FAST,
    /** Scrutiny: assertions on, whatever is not initialised starts with random bits. */
    CHECKED
}
