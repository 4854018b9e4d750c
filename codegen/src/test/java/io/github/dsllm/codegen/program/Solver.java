package io.github.dsllm.codegen.program;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Finds the same point twice: as minimum of the energy and as rest of the dynamics, each from its own description only. */
final class Solver {
    private static final int STEPS = 400;

    private Solver() {}

    /** Where a stage's nodes end in closed form or by Euler steps. */
    static double[] settle(LockedStage locked) {
        return Double.isFinite(locked.duration())
                ? Arrays.stream(locked.couplers())
                        .map(h -> Math.exp(-h * locked.duration()))
                        .toArray()
                : equilibrium(locked.stage(), locked.start(), locked.locked());
    }

    /** Newton's method on F̂ over all free nodes, from the given start; the Hessian is that of the polynomial. */
    static double[] minimiser(Stage stage, double[] start, ToDoubleFunction<Node> locked) {
        double[] y = start.clone();
        ToDoubleFunction<Node> values = values(y, locked);
        if (!stage.hamiltonian().coupled()) {
            for (int i = 0; i < y.length; i++) {
                Polynomial gradient = stage.hamiltonian().part(i).derivative(Node.free(i));
                Polynomial curvature = gradient.derivative(Node.free(i));
                for (int step = 0; step < 60; step++) {
                    y[i] -= gradient.value(values) / curvature.value(values);
                }
            }
            return y;
        }
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < y.length; i++) {
                Polynomial gradient = stage.hamiltonian().part(0).derivative(Node.free(i));
                y[i] -= gradient.value(values)
                        / gradient.derivative(Node.free(i)).value(values);
            }
        }
        return y;
    }

    /** Euler steps along J, h and b, dt = 1/h where h is a number and 1 where it contains the node. */
    static double[] equilibrium(Stage stage, double[] start, ToDoubleFunction<Node> locked) {
        double[] y = start.clone();
        Map<Integer, NodeDynamics> nodes = new HashMap<>();
        for (int i = 0; i < y.length; i++) {
            nodes.put(i, stage.electrodynamics().node(i));
        }
        ToDoubleFunction<Node> values = values(y, locked);
        for (int step = 0; step < (stage.hamiltonian().coupled() ? STEPS : 60); step++) {
            for (int i = 0; i < y.length; i++) {
                NodeDynamics dynamics = nodes.get(i);
                boolean linear =
                        dynamics.selfReaction().derivative(Node.free(i)).isZero();
                double dt = linear ? 1 / dynamics.selfReaction().value(values) : 1;
                y[i] += dt * dynamics.velocity(Node.free(i), values);
            }
        }
        return y;
    }

    private static ToDoubleFunction<Node> values(double[] y, ToDoubleFunction<Node> locked) {
        return node -> node.role() == Node.Role.FREE ? y[node.index()] : locked.applyAsDouble(node);
    }
}
