package io.github.dsllm.sim.physics.program;

import io.github.dsllm.codegen.program.LockedStage;
import io.github.dsllm.codegen.program.Node;
import io.github.dsllm.codegen.program.NodeDynamics;
import io.github.dsllm.codegen.program.Polynomial;
import io.github.dsllm.sim.physics.Couplings;
import io.github.dsllm.sim.physics.DynamicalSystem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * A stage with its locked values as a system: free nodes first, then one clamped node for each input that drives them. Couplers become numbers in J and h.
 */
public final class StageSystem {
    private StageSystem() {}

    /** All free nodes of the stage. */
    public static DynamicalSystem of(LockedStage stage) {
        return of(stage, 0, stage.stage().freeNodes());
    }

    /**
     * {@code count} free nodes from {@code first} on. They move as they do in the whole stage if its nodes are not coupled.
     *
     * @throws IllegalArgumentException for a part of a coupled stage
     */
    public static DynamicalSystem of(LockedStage stage, int first, int count) {
        int all = stage.stage().freeNodes();
        if (stage.stage().hamiltonian().coupled() && count != all || first < 0 || count < 1 || first + count > all) {
            throw new IllegalArgumentException("nodes " + first + " … " + (first + count - 1) + " of stage "
                    + stage.stage().name());
        }
        List<NodeDynamics> dynamics = new ArrayList<>();
        TreeMap<Integer, Integer> inputs = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            NodeDynamics node = stage.stage().electrodynamics().node(first + i);
            dynamics.add(node);
            for (Node driver : node.couplings().keySet()) {
                if (driver.role() == Node.Role.INPUT) {
                    inputs.put(driver.index(), 0);
                }
            }
        }
        int next = count;
        for (Map.Entry<Integer, Integer> input : inputs.entrySet()) {
            input.setValue(next++);
        }
        return new Numbers(stage, first, next).of(dynamics, inputs);
    }

    /** Polynomials evaluated. */
    private static final class Numbers {
        private final LockedStage stage;
        private final int first;
        private final Couplings.Builder couplings;
        private final double[] h;
        private final double[] cubic;
        private final double[] b;
        private final double[] start;

        Numbers(LockedStage stage, int first, int nodes) {
            this.stage = stage;
            this.first = first;
            this.couplings = new Couplings.Builder(nodes);
            this.h = new double[nodes];
            this.cubic = new double[nodes];
            this.b = new double[nodes];
            this.start = new double[nodes];
        }

        DynamicalSystem of(List<NodeDynamics> dynamics, TreeMap<Integer, Integer> inputs) {
            ToDoubleFunction<Node> locked = stage.locked();
            ToDoubleFunction<Node> values = node -> node.role() == Node.Role.FREE ? 0 : locked.applyAsDouble(node);
            boolean[] clamped = new boolean[h.length];
            for (int i = 0; i < dynamics.size(); i++) {
                Node node = Node.free(first + i);
                start[i] = stage.start()[first + i];
                b[i] = dynamics.get(i).bias().value(values);
                selfReaction(i, dynamics.get(i).selfReaction(), node, values);
                for (Map.Entry<Node, Polynomial> coupling :
                        dynamics.get(i).couplings().entrySet()) {
                    Node driver = coupling.getKey();
                    int column = driver.role() == Node.Role.FREE ? driver.index() - first : inputs.get(driver.index());
                    couplings.add(i, column, coupling.getValue().value(values));
                }
            }
            inputs.forEach((input, column) -> {
                start[column] = stage.inputs()[input];
                h[column] = 1;
            });
            Arrays.fill(clamped, dynamics.size(), clamped.length, true);
            return new DynamicalSystem(stage.stage().name(), couplings.build(), h, cubic, b, clamped, start);
        }

        private void selfReaction(int i, Polynomial polynomial, Node node, ToDoubleFunction<Node> values) {
            Polynomial slope = polynomial.derivative(node);
            Polynomial curvature = slope.derivative(node);
            if (slope.value(values) != 0 || !curvature.derivative(node).isZero()) {
                throw new IllegalArgumentException(
                        "the self-reaction " + polynomial + " of " + node + " is not h + q·" + node + "²");
            }
            h[i] = polynomial.value(values);
            cubic[i] = 0.5 * curvature.value(values);
        }
    }
}
