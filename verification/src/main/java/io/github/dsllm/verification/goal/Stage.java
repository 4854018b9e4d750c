package io.github.dsllm.verification.goal;

/** The stages of {@code generate} after which it can stop. */
enum Stage {
    GRAPH,
    PROGRAM,
    PARTITION,
    SCHEDULE,
    IMAGE
}
