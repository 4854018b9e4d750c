package io.github.dsllm.codegen.program;

import java.util.TreeMap;

/** A group of free nodes that are coupled with each other: H = −Σ_ij J_ij·y_i·y_j + Σ_i h_i·y_i² − 2·Σ_i b_i·y_i. */
public final class CoupledStage {
    private CoupledStage() {}

    /**
     * @param h self-reactions (n)
     * @param couplings J (n, n), symmetric with a zero diagonal
     * @param b biases (n)
     * @throws io.github.dsllm.codegen.UserError if J is not symmetric or diag(h) − J not positive definite
     */
    public static Stage of(String name, double[] h, double[][] couplings, double[] b) {
        StabilityCertificate certificate = StabilityCertificate.coupled(name, h, couplings);
        Polynomial.Builder energy = new Polynomial.Builder();
        for (int i = 0; i < h.length; i++) {
            energy.add(h[i], Node.free(i), Node.free(i)).add(-2 * b[i], Node.free(i));
            for (int j = 0; j < i; j++) {
                energy.add(-2 * couplings[i][j], Node.free(i), Node.free(j));
            }
        }
        Polynomial hamiltonian = energy.build();
        return new Stage(
                name,
                name,
                -1,
                Pattern.B1,
                name,
                h.length,
                "",
                "",
                "identity",
                new Hamiltonian(
                        "−Σ_ij J_ij·y_i·y_j + Σ_i h_i·y_i² − 2·Σ_i b_i·y_i", h.length, true, part -> hamiltonian),
                new Electrodynamics("dy_i/dt = Σ_j J_ij·y_j − h_i·y_i + b_i", i -> {
                    TreeMap<Node, Polynomial> driven = new TreeMap<>();
                    for (int j = 0; j < h.length; j++) {
                        if (j != i && couplings[i][j] != 0) {
                            driven.put(Node.free(j), Polynomial.of(couplings[i][j]));
                        }
                    }
                    return new NodeDynamics(
                            Polynomial.of(h[i]), driven, b[i] == 0 ? Polynomial.ZERO : Polynomial.of(b[i]));
                }),
                null,
                certificate);
    }
}
