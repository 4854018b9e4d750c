package io.github.dsllm.codegen.program;

/**
 * Teaches the workbench a node function that it does not know: any f by the Hamiltonian F̂ = x² − 2·x·f(x_prev) with x_prev locked, whose equilibrium is
 * x = f(x_prev), h = 1. The chip realises f as a table of 1024 entries.
 *
 * <p>Implementations are found by {@link java.util.ServiceLoader}; they must be pure functions, the same on every machine. The contract that they have to
 * fulfil is a test class in the test jar of this module.
 */
public interface OperatorMapping {
    /** The operator's name as it stands in a model's configuration ({@code hidden_act}), in lower case. */
    String operator();

    /** f(x), finite for every finite x. */
    double apply(double x);
}
