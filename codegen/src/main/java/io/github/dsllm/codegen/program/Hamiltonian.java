package io.github.dsllm.codegen.program;

import java.util.function.IntFunction;

/**
 * F̂ of a stage, the description at the level of energy: a sum of polynomials, one per free node where the free nodes do not meet each other, else a
 * single one.
 *
 * @param formula F̂ in the letters of docs/mapping.md
 * @param freeNodes number of free nodes
 * @param coupled whether free nodes are coupled, so that {@code terms} has the single index 0
 * @param terms part i of the sum, made when asked for
 */
public record Hamiltonian(String formula, int freeNodes, boolean coupled, IntFunction<Polynomial> terms) {

    /** F̂ = Σ_i F̂_i with F̂_i over free node i and locked nodes. */
    static Hamiltonian separate(String formula, int freeNodes, IntFunction<Polynomial> terms) {
        return new Hamiltonian(formula, freeNodes, false, terms);
    }

    /** The part of the sum that contains free node {@code index}. */
    public Polynomial part(int index) {
        return terms.apply(coupled ? 0 : index);
    }

    /** −½ ∂F̂/∂σ of a free node, as J, h and b. */
    public NodeDynamics dynamics(int index) {
        Node node = Node.free(index);
        return NodeDynamics.ofForce(part(index).derivative(node).times(-0.5), node);
    }
}
