package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.model.Operator;
import io.github.dsllm.codegen.model.Tensor;
import java.util.TreeMap;

/** Stages whose couplings are trained weights, or ones. */
final class LinearStages {
    private static final String FORMULA = "Σ_i h_i·y_i² − 2·Σ_i y_i·Σ_j J_ij·x_j";
    private static final String DYNAMICS = "dy_i/dt = Σ_j J_ij·x_j − h_i·y_i";
    private static final StabilityCertificate UNIT = StabilityCertificate.uncoupled(1, "h = 1 in every row");

    private LinearStages() {}

    /** y = W·x: J = W, h = 1. The quantiser scales each row of both. */
    static Stage linear(Operator operator, Tensor weights) {
        return new Stage(
                operator.name(),
                operator.name(),
                operator.layer(),
                Pattern.A1,
                operator.output(),
                weights.rows(),
                operator.inputs().get(0),
                "",
                "identity",
                Hamiltonian.separate(FORMULA, weights.rows(), i -> {
                    Polynomial.Builder energy = new Polynomial.Builder().add(1, Node.free(i), Node.free(i));
                    float[] row = weights.row(i);
                    for (int j = 0; j < row.length; j++) {
                        energy.add(-2.0 * row[j], Node.free(i), Node.input(j));
                    }
                    return energy.build();
                }),
                new Electrodynamics(DYNAMICS, i -> {
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    float[] row = weights.row(i);
                    for (int j = 0; j < row.length; j++) {
                        couple(couplings, Node.input(j), row[j]);
                    }
                    return new NodeDynamics(Polynomial.of(1), couplings, Polynomial.ZERO);
                }),
                CouplingSummary.of(weights),
                UNIT);
    }

    /** The row of a token: a linear stage with the transposed embedding and one input at 1, all others at 0. */
    static Stage embedding(Operator operator, Tensor rows) {
        int dim = rows.columns();
        return new Stage(
                operator.name(),
                operator.name(),
                operator.layer(),
                Pattern.A1,
                operator.output(),
                dim,
                "token, one-hot",
                "",
                "identity",
                Hamiltonian.separate(FORMULA, dim, i -> {
                    Polynomial.Builder energy = new Polynomial.Builder().add(1, Node.free(i), Node.free(i));
                    for (int t = 0; t < rows.rows(); t++) {
                        energy.add(-2.0 * rows.get((long) t * dim + i), Node.free(i), Node.input(t));
                    }
                    return energy.build();
                }),
                new Electrodynamics(DYNAMICS, i -> {
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    for (int t = 0; t < rows.rows(); t++) {
                        couple(couplings, Node.input(t), rows.get((long) t * dim + i));
                    }
                    return new NodeDynamics(Polynomial.of(1), couplings, Polynomial.ZERO);
                }),
                CouplingSummary.of(rows),
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
                    couple(couplings, Node.input(i), 1);
                    couple(couplings, Node.input(n + i), 1);
                    return new NodeDynamics(Polynomial.of(1), couplings, Polynomial.ZERO);
                }),
                null,
                UNIT);
    }

    private static void couple(TreeMap<Node, Polynomial> couplings, Node node, double strength) {
        if (strength != 0) {
            couplings.put(node, Polynomial.of(strength));
        }
    }
}
