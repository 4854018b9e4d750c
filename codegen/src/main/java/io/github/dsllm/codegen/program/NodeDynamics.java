package io.github.dsllm.codegen.program;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The electrodynamics of one free node: dσ/dt = Σ_j J_j σ_j − h σ + b. J, h and b are polynomials over couplers, so they are numbers where the coupling
 * is static; h may contain the node itself where its self-reaction is not linear.
 *
 * @param selfReaction h
 * @param couplings J by the node that drives the current
 * @param bias b
 */
public record NodeDynamics(Polynomial selfReaction, SortedMap<Node, Polynomial> couplings, Polynomial bias) {
    public NodeDynamics {
        couplings = Collections.unmodifiableSortedMap(new TreeMap<>(couplings));
    }

    /**
     * Reads dynamics off the force −½ ∂F̂/∂σ: what contains σ is self-reaction, what contains an input or another free node is current through a
     * coupling, the rest is bias.
     *
     * @throws IllegalArgumentException if two driving nodes are multiplied: such a force is no current through a coupling
     */
    static NodeDynamics ofForce(Polynomial force, Node node) {
        Polynomial.Builder selfReaction = new Polynomial.Builder();
        Polynomial.Builder bias = new Polynomial.Builder();
        SortedMap<Node, Polynomial.Builder> couplings = new TreeMap<>();
        force.terms().forEach((monomial, coefficient) -> {
            List<Node> drivers = monomial.factors().stream()
                    .filter(factor -> factor.role() != Node.Role.COUPLER
                            && factor.role() != Node.Role.WEIGHT
                            && !factor.equals(node))
                    .toList();
            if (monomial.power(node) > 0 && drivers.isEmpty()) {
                selfReaction.add(monomial.without(node), -coefficient);
            } else if (monomial.power(node) == 0 && drivers.size() == 1) {
                couplings
                        .computeIfAbsent(drivers.get(0), driver -> new Polynomial.Builder())
                        .add(monomial.without(drivers.get(0)), coefficient);
            } else if (drivers.isEmpty()) {
                bias.add(monomial, coefficient);
            } else {
                throw new IllegalArgumentException("the force " + coefficient + "·" + monomial + " on " + node
                        + " is no current through one coupling");
            }
        });
        SortedMap<Node, Polynomial> built = new TreeMap<>();
        couplings.forEach((driver, coupling) -> built.put(driver, coupling.build()));
        return new NodeDynamics(selfReaction.build(), built, bias.build());
    }

    /** dσ/dt of {@code node} at the given values. */
    public double velocity(Node node, ToDoubleFunction<Node> values) {
        double current = bias.value(values) - selfReaction.value(values) * values.applyAsDouble(node);
        for (Map.Entry<Node, Polynomial> coupling : couplings.entrySet()) {
            current += coupling.getValue().value(values) * values.applyAsDouble(coupling.getKey());
        }
        return current;
    }
}
