package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.program.OperatorMapping;
import io.github.dsllm.codegen.program.OperatorMappings;
import org.jspecify.annotations.Nullable;

/**
 * The node function of the feed-forward gate.
 *
 * @param name as {@link QuantisedModel#activation()} states it
 * @param mapping null for SiLU, which the core computes itself
 */
record Gate(String name, @Nullable OperatorMapping mapping) {
    static final double LOG2_E = 1 / Math.log(2);

    static Gate of(String activation, OperatorMappings mappings) {
        return OperatorMappings.isSilu(activation)
                ? new Gate(OperatorMappings.SILU, null)
                : new Gate(activation, mappings.require(activation));
    }

    boolean isSilu() {
        return mapping == null;
    }

    double apply(double x) {
        return mapping == null ? x / (1 + Math.exp(-x)) : mapping.apply(x);
    }

    /** Factor of W1 and of its outputs: SiLU's exponential has base 2. */
    double unit() {
        return isSilu() ? LOG2_E : 1;
    }
}
