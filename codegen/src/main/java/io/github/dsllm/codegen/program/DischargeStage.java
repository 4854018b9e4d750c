package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.model.Operator;
import java.util.TreeMap;

/** e^−t as a node that is precharged to 1 and discharges through h = t ≥ 0 for the time 1. */
final class DischargeStage {
    private DischargeStage() {}

    static Stage of(String name, Operator operator, String free, int nodes, String exponent) {
        return new Stage(
                name,
                operator.name(),
                operator.layer(),
                Pattern.C,
                free,
                nodes,
                "",
                exponent,
                "precharged to 1, evolves for the time 1",
                Hamiltonian.separate(
                        "Σ_i t_i·y_i²", nodes, i -> Polynomial.of(1, Node.coupler(i), Node.free(i), Node.free(i))),
                new Electrodynamics(
                        "dy_i/dt = −t_i·y_i",
                        i -> new NodeDynamics(Polynomial.of(1, Node.coupler(i)), new TreeMap<>(), Polynomial.ZERO)),
                null,
                new StabilityCertificate(0, "h = t ≥ 0: falls from 1 and stays between 0 and 1"));
    }
}
