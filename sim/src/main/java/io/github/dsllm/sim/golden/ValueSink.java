package io.github.dsllm.sim.golden;

/** Takes the values of one instruction in the order of docs/isa.md §6. */
@FunctionalInterface
interface ValueSink {
    void accept(long value);
}
