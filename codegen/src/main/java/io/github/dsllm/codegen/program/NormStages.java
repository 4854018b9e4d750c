package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.model.Operator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** RMSNorm in three stages: v = Σx² + ε·n, r = 1/√v, y_i = g_i·√n·r·x_i. Layer norm has two before: m = Σx/n with h = n, x less m; and a current β_i in the last. */
final class NormStages {
    private NormStages() {}

    static List<Stage> of(Operator operator, Weights gain, double epsilon) {
        String state = operator.inputs().get(0);
        return List.of(squares(operator, state, epsilon), root(operator), scale(operator, state, gain, null));
    }

    static List<Stage> layer(Operator operator, Weights gain, Weights shift, double epsilon) {
        String state = operator.inputs().get(0);
        String centred = state + " − m";
        return List.of(
                mean(operator, state),
                centre(operator, state, centred),
                squares(operator, centred, epsilon),
                root(operator),
                scale(operator, centred, gain, shift.row(0)));
    }

    /** The self-reaction divides. */
    private static Stage mean(Operator operator, String state) {
        int n = operator.outputSize();
        return new Stage(
                operator.name() + ".mean",
                operator.name(),
                operator.layer(),
                Pattern.A1,
                "m",
                1,
                state,
                "",
                "identity",
                Hamiltonian.separate("n·m² − 2·m·Σ_j x_j", 1, i -> {
                    Polynomial.Builder energy = new Polynomial.Builder().add(n, Node.free(0), Node.free(0));
                    for (int j = 0; j < n; j++) {
                        energy.add(-2, Node.free(0), Node.input(j));
                    }
                    return energy.build();
                }),
                new Electrodynamics("dm/dt = Σ_j x_j − n·m", i -> {
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    for (int j = 0; j < n; j++) {
                        couplings.put(Node.input(j), Polynomial.of(1));
                    }
                    return new NodeDynamics(Polynomial.of(n), couplings, Polynomial.ZERO);
                }),
                null,
                StabilityCertificate.uncoupled(n, "h = n"));
    }

    /** Input n is the mean. */
    private static Stage centre(Operator operator, String state, String centred) {
        int n = operator.outputSize();
        return new Stage(
                operator.name() + ".centre",
                operator.name(),
                operator.layer(),
                Pattern.A1,
                centred,
                n,
                state + ", m",
                "",
                "identity",
                Hamiltonian.separate(
                        "Σ_i y_i² − 2·Σ_i y_i·(x_i − m)",
                        n,
                        i -> new Polynomial.Builder()
                                .add(1, Node.free(i), Node.free(i))
                                .add(-2, Node.free(i), Node.input(i))
                                .add(2, Node.free(i), Node.input(n))
                                .build()),
                new Electrodynamics("dy_i/dt = x_i − m − y_i", i -> {
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    couplings.put(Node.input(i), Polynomial.of(1));
                    couplings.put(Node.input(n), Polynomial.of(-1));
                    return new NodeDynamics(Polynomial.of(1), couplings, Polynomial.ZERO);
                }),
                null,
                StabilityCertificate.uncoupled(1, "h = 1"));
    }

    /** The state is its own coupling. */
    private static Stage squares(Operator operator, String state, double epsilon) {
        int n = operator.outputSize();
        double bias = epsilon * n;
        return new Stage(
                operator.name() + ".squares",
                operator.name(),
                operator.layer(),
                Pattern.A2,
                "v",
                1,
                state,
                state,
                "identity",
                Hamiltonian.separate("v² − 2·v·(Σ_j c_j·x_j + ε·n), c = x", 1, i -> {
                    Polynomial.Builder energy = new Polynomial.Builder()
                            .add(1, Node.free(0), Node.free(0))
                            .add(-2 * bias, Node.free(0));
                    for (int j = 0; j < n; j++) {
                        energy.add(-2, Node.free(0), Node.coupler(j), Node.input(j));
                    }
                    return energy.build();
                }),
                new Electrodynamics("dv/dt = Σ_j c_j·x_j − v + ε·n", i -> {
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    for (int j = 0; j < n; j++) {
                        couplings.put(Node.input(j), Polynomial.of(1, Node.coupler(j)));
                    }
                    return new NodeDynamics(
                            Polynomial.of(1), couplings, bias == 0 ? Polynomial.ZERO : Polynomial.of(bias));
                }),
                null,
                StabilityCertificate.uncoupled(1, "h = 1"));
    }

    /** The quartic well; its curvature ½·d²F̂/dr² at the minimum is 1 for every v. */
    private static Stage root(Operator operator) {
        Node r = Node.free(0);
        Node v = Node.coupler(0);
        return new Stage(
                operator.name() + ".root",
                operator.name(),
                operator.layer(),
                Pattern.A2,
                "r = 1/√v",
                1,
                "",
                "v",
                "seed of r from the leading bits of v",
                Hamiltonian.separate(
                        "v·r⁴/4 − r²/2",
                        1,
                        i -> new Polynomial.Builder()
                                .add(0.25, v, r, r, r, r)
                                .add(-0.5, r, r)
                                .build()),
                new Electrodynamics(
                        "dr/dt = −h·r, h = ½·v·r² − ½",
                        i -> new NodeDynamics(
                                new Polynomial.Builder()
                                        .add(0.5, v, r, r)
                                        .add(-0.5)
                                        .build(),
                                new TreeMap<>(),
                                Polynomial.ZERO)),
                null,
                StabilityCertificate.uncoupled(
                        1, "curvature 1 at r = 1/√v for every v > 0; h < 0 below and h > 0 above it, for r > 0"));
    }

    private static Stage scale(Operator operator, String state, Weights gain, Weights.@Nullable Row shift) {
        int n = gain.columns();
        Weights.Row g = gain.row(0);
        double root = Math.sqrt(n);
        return new Stage(
                operator.name() + ".scale",
                operator.name(),
                operator.layer(),
                Pattern.A2,
                operator.output(),
                n,
                state,
                "r",
                "identity",
                Hamiltonian.separate(
                        "Σ_i y_i² − 2·Σ_i y_i·" + (shift == null ? "g_i·√n·r·x_i" : "(g_i·√n·r·x_i + β_i)"),
                        n,
                        i -> new Polynomial.Builder()
                                .add(1, Node.free(i), Node.free(i))
                                .add(-2, g.coupling(i).times(root), Node.free(i), Node.coupler(0), Node.input(i))
                                .add(-2, current(shift, i), Node.free(i))
                                .build()),
                new Electrodynamics("dy_i/dt = g_i·√n·r·x_i − y_i" + (shift == null ? "" : " + β_i"), i -> {
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    Polynomial coupling = new Polynomial.Builder()
                            .add(root, g.coupling(i), Node.coupler(0))
                            .build();
                    if (!coupling.isZero()) {
                        couplings.put(Node.input(i), coupling);
                    }
                    return new NodeDynamics(Polynomial.of(1), couplings, current(shift, i));
                }),
                null,
                StabilityCertificate.uncoupled(1, "h = 1"));
    }

    private static Polynomial current(Weights.@Nullable Row shift, int i) {
        return shift == null ? Polynomial.ZERO : shift.coupling(i);
    }
}
