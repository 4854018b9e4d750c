package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.program.OperatorMapping;
import io.github.dsllm.codegen.program.OperatorMappings;

/** The activation of the feed-forward gate in float32. */
@FunctionalInterface
interface GateFunction {
    /** SiLU with the operations of llama2.c. */
    GateFunction SILU = x -> x * (1.0f / (1.0f + (float) Math.exp(-x)));

    float apply(float x);

    static GateFunction of(String activation, OperatorMappings mappings) {
        if (OperatorMappings.isSilu(activation)) {
            return SILU;
        }
        OperatorMapping mapping = mappings.require(activation);
        return x -> (float) mapping.apply(x);
    }
}
