package io.github.dsllm.codegen.program;

import java.util.function.IntFunction;

/**
 * J, h and b of a stage, the description at the level of currents.
 *
 * @param formula dσ/dt in the letters of docs/mapping.md
 * @param nodes dynamics of free node i, made when asked for
 */
public record Electrodynamics(String formula, IntFunction<NodeDynamics> nodes) {
    public NodeDynamics node(int index) {
        return nodes.apply(index);
    }
}
