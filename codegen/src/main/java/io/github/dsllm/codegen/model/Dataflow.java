package io.github.dsllm.codegen.model;

/**
 * An edge of a {@link ModelGraph}: one operator's output is another's input.
 *
 * @param from number of the operator that writes
 * @param to number of the operator that reads
 * @param tensor name of the tensor between them
 */
public record Dataflow(int from, int to, String tensor) {}
