package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.program.OperatorMapping;
import io.github.dsllm.codegen.program.OperatorMappings;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The node function of the feed-forward gate.
 *
 * @param name as {@link QuantisedModel#activation()} states it
 * @param mapping null for SiLU, which the core computes itself
 */
record Gate(String name, @Nullable OperatorMapping mapping) {
    static final double LOG2_E = 1 / Math.log(2);
    private static final String SILU = "silu";
    private static final Set<String> SILU_NAMES = Set.of(SILU, "swish");

    static Gate of(String activation, OperatorMappings mappings) {
        if (SILU_NAMES.contains(activation)) {
            return new Gate(SILU, null);
        }
        return mappings.find(activation)
                .map(mapping -> new Gate(activation, mapping))
                .orElseThrow(() -> new UserError("The model's activation \"" + activation + "\" is unknown; known are "
                        + SILU + " and " + String.join(", ", mappings.operators())
                        + "; perhaps you should put an OperatorMapping for it on the plugin's class path."));
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
