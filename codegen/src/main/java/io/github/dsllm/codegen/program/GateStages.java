package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.model.Operator;
import java.util.List;
import java.util.TreeMap;

/** The feed-forward gate: SiLU, a mapped node function, and the product. */
final class GateStages {
    private GateStages() {}

    /**
     * x/(1 + e^−x) with E = e^−|x|: (1 + E)·y = x for x ≥ 0 and E·x for x &lt; 0. Inputs 0 … n−1 are the positive parts of x, n … 2n−1 the negative ones.
     */
    static List<Stage> silu(Operator operator) {
        int n = operator.outputSize();
        String state = operator.inputs().get(0);
        Stage exponential =
                DischargeStage.of(operator.name() + ".exponential", operator, "E = e^−|x|", n, "|" + state + "|");
        Stage quotient = new Stage(
                operator.name() + ".quotient",
                operator.name(),
                operator.layer(),
                Pattern.A2,
                operator.output(),
                n,
                "positive and negative part of " + state,
                "E",
                "rectifiers split x",
                Hamiltonian.separate(
                        "Σ_i (1 + E_i)·y_i² − 2·Σ_i y_i·(x⁺_i + E_i·x⁻_i)",
                        n,
                        i -> new Polynomial.Builder()
                                .add(1, Node.free(i), Node.free(i))
                                .add(1, Node.coupler(i), Node.free(i), Node.free(i))
                                .add(-2, Node.free(i), Node.input(i))
                                .add(-2, Node.coupler(i), Node.free(i), Node.input(n + i))
                                .build()),
                new Electrodynamics("dy_i/dt = x⁺_i + E_i·x⁻_i − (1 + E_i)·y_i", i -> {
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    couplings.put(Node.input(i), Polynomial.of(1));
                    couplings.put(Node.input(n + i), Polynomial.of(1, Node.coupler(i)));
                    Polynomial selfReaction = new Polynomial.Builder()
                            .add(1)
                            .add(1, Node.coupler(i))
                            .build();
                    return new NodeDynamics(selfReaction, couplings, Polynomial.ZERO);
                }),
                null,
                StabilityCertificate.uncoupled(1, "h = 1 + E ≥ 1"));
        return List.of(exponential, quotient);
    }

    /** Any f by F̂ = y² − 2·y·f(x_prev): the table turns the locked state into the input. */
    static Stage mapped(Operator operator, OperatorMapping mapping) {
        String input = mapping.operator() + "(" + operator.inputs().get(0) + ")";
        return new Stage(
                operator.name(),
                operator.name(),
                operator.layer(),
                Pattern.A1,
                operator.output(),
                operator.outputSize(),
                input,
                "",
                mapping.operator() + " as a node table",
                Hamiltonian.separate(
                        "Σ_i y_i² − 2·Σ_i y_i·f(x_i)",
                        operator.outputSize(),
                        i -> new Polynomial.Builder()
                                .add(1, Node.free(i), Node.free(i))
                                .add(-2, Node.free(i), Node.input(i))
                                .build()),
                new Electrodynamics("dy_i/dt = f(x_i) − y_i", i -> {
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    couplings.put(Node.input(i), Polynomial.of(1));
                    return new NodeDynamics(Polynomial.of(1), couplings, Polynomial.ZERO);
                }),
                null,
                StabilityCertificate.uncoupled(1, "h = 1"));
    }

    /** One factor is the coupling of the other. */
    static Stage product(Operator operator) {
        return new Stage(
                operator.name(),
                operator.name(),
                operator.layer(),
                Pattern.A2,
                operator.output(),
                operator.outputSize(),
                operator.inputs().get(1),
                operator.inputs().get(0),
                "identity",
                Hamiltonian.separate(
                        "Σ_i y_i² − 2·Σ_i y_i·c_i·x_i",
                        operator.outputSize(),
                        i -> new Polynomial.Builder()
                                .add(1, Node.free(i), Node.free(i))
                                .add(-2, Node.free(i), Node.coupler(i), Node.input(i))
                                .build()),
                new Electrodynamics("dy_i/dt = c_i·x_i − y_i", i -> {
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    couplings.put(Node.input(i), Polynomial.of(1, Node.coupler(i)));
                    return new NodeDynamics(Polynomial.of(1), couplings, Polynomial.ZERO);
                }),
                null,
                StabilityCertificate.uncoupled(1, "h = 1"));
    }
}
