package io.github.dsllm.codegen.model;

import java.util.List;

/**
 * One operator of a {@link ModelGraph}.
 *
 * @param id number in order of evaluation, from 0
 * @param kind what it computes
 * @param layer transformer layer from 0, or -1 outside the layers
 * @param name unique name such as {@code layers.0.wq}; of a linear operator or a norm the name of its weights in
 *     {@link LanguageModel#tensors()}; a tied head is {@code embedding.head}
 * @param inputs names of the tensors it reads, in the order of its arguments; a cache counts as the tensor that is appended to it
 * @param output name of the tensor it writes
 * @param outputSize number of values it writes per token
 * @param macs multiply-accumulates per token with static weights
 * @param macsPerPosition multiply-accumulates per token and cached position
 */
public record Operator(
        int id,
        OperatorKind kind,
        int layer,
        String name,
        List<String> inputs,
        String output,
        int outputSize,
        long macs,
        long macsPerPosition) {

    public Operator {
        inputs = List.copyOf(inputs);
    }
}
