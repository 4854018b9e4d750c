package io.github.dsllm.sim.golden;

/** Why a story ends with a token; the ordinal is the core's end code. */
public enum End {
    GOES_ON,
    STOP_TOKEN,
    LIMIT_REACHED,
    CONTEXT_FULL
}
