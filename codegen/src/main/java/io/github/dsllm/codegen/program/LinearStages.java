package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.model.Operator;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Stages whose couplings are trained weights, or ones. */
final class LinearStages {
    private static final String FORMULA = "Σ_i h_i·y_i² − 2·Σ_i y_i·Σ_j J_ij·x_j";
    private static final String DYNAMICS = "dy_i/dt = Σ_j J_ij·x_j − h_i·y_i";
    private static final StabilityCertificate UNIT = StabilityCertificate.uncoupled(1, "h = 1 in every row");

    private LinearStages() {}

    /** y = W·x: J = W, h = 1. The quantiser scales each row of both. */
    static Stage linear(Operator operator, Weights weights) {
        return trained(
                operator, weights.rows(), weights.columns(), operator.inputs().get(0), weights::row, weights);
    }

    /** y = W·x + b: the bias is a current of its own. */
    static Stage biased(Operator operator, Weights weights, Weights bias) {
        Weights.Row current = bias.row(0);
        Stage plain = linear(operator, weights);
        return new Stage(
                plain.name(),
                plain.operator(),
                plain.layer(),
                plain.pattern(),
                plain.free(),
                plain.freeNodes(),
                plain.inputs(),
                plain.couplers(),
                plain.nodeFunction(),
                Hamiltonian.separate("Σ_i h_i·y_i² − 2·Σ_i y_i·(Σ_j J_ij·x_j + b_i)", plain.freeNodes(), i -> {
                    Polynomial.Builder energy = new Polynomial.Builder().add(-2, current.coupling(i), Node.free(i));
                    return plain.hamiltonian().part(i).plus(energy.build());
                }),
                new Electrodynamics("dy_i/dt = Σ_j J_ij·x_j − h_i·y_i + b_i", i -> {
                    NodeDynamics node = plain.electrodynamics().node(i);
                    return new NodeDynamics(node.selfReaction(), node.couplings(), current.coupling(i));
                }),
                plain.couplings(),
                plain.certificate());
    }

    /** The row of the position: as that of a token. */
    static Stage position(Operator operator, Weights rows) {
        return trained(operator, rows.columns(), rows.rows(), "position, one-hot", rows::column, rows);
    }

    /** The row of a token: a linear stage with the transposed embedding and one input at 1, all others at 0. */
    static Stage embedding(Operator operator, Weights rows) {
        return trained(operator, rows.columns(), rows.rows(), "token, one-hot", rows::column, rows);
    }

    private static Stage trained(
            Operator operator,
            int nodes,
            int fanIn,
            String inputs,
            IntFunction<Weights.Row> couplingsOf,
            Weights weights) {
        return new Stage(
                operator.name(),
                operator.name(),
                operator.layer(),
                Pattern.A1,
                operator.output(),
                nodes,
                inputs,
                "",
                "identity",
                Hamiltonian.separate(FORMULA, nodes, i -> {
                    Polynomial.Builder energy = new Polynomial.Builder().add(1, Node.free(i), Node.free(i));
                    Weights.Row row = couplingsOf.apply(i);
                    for (int j = 0; j < fanIn; j++) {
                        energy.add(-2, row.coupling(j), Node.free(i), Node.input(j));
                    }
                    return energy.build();
                }),
                new Electrodynamics(DYNAMICS, i -> {
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    Weights.Row row = couplingsOf.apply(i);
                    for (int j = 0; j < fanIn; j++) {
                        couple(couplings, Node.input(j), row.coupling(j));
                    }
                    return new NodeDynamics(Polynomial.of(1), couplings, Polynomial.ZERO);
                }),
                weights.summary(),
                UNIT);
    }

    /** y = x + branch: two couplings of 1 into each node. Inputs 0 … n−1 are the stream, n … 2n−1 the branch. */
    static Stage residual(Operator operator) {
        int n = operator.outputSize();
        return new Stage(
                operator.name(),
                operator.name(),
                operator.layer(),
                Pattern.A1,
                operator.output(),
                n,
                String.join(", ", operator.inputs()),
                "",
                "identity",
                Hamiltonian.separate(
                        "Σ_i y_i² − 2·Σ_i y_i·(x_i + x_(n+i))",
                        n,
                        i -> new Polynomial.Builder()
                                .add(1, Node.free(i), Node.free(i))
                                .add(-2, Node.free(i), Node.input(i))
                                .add(-2, Node.free(i), Node.input(n + i))
                                .build()),
                new Electrodynamics("dy_i/dt = x_i + x_(n+i) − y_i", i -> {
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    couple(couplings, Node.input(i), Polynomial.of(1));
                    couple(couplings, Node.input(n + i), Polynomial.of(1));
                    return new NodeDynamics(Polynomial.of(1), couplings, Polynomial.ZERO);
                }),
                null,
                UNIT);
    }

    private static void couple(TreeMap<Node, Polynomial> couplings, Node node, Polynomial strength) {
        if (!strength.isZero()) {
            couplings.put(node, strength);
        }
    }
}
