package io.github.dsllm.sim.physics.spice;

import io.github.dsllm.sim.physics.Couplings;
import io.github.dsllm.sim.physics.DynamicalSystem;
import java.util.Locale;

/** How a coupling is built. */
public enum Form {
    /** A voltage-controlled current source per coupling. */
    VCCS("one voltage-controlled current source per coupling"),
    /** Resistors from buffered drivers into the virtual grounds of two current conveyors per node, one of which inverts. */
    CONVEYOR("resistors into current conveyors"),
    /** A resistor from the buffered driver, or from its inverse, to the node. It loads the node: h_eff = h + Σ_j |J_ij|. */
    PASSIVE("resistors from the driver, or its inverse, to the node");

    private final String meaning;

    Form(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }

    /** The system that this circuit really is: the given one, with h_eff in place of h where couplings are passive. */
    public DynamicalSystem effective(DynamicalSystem system) {
        if (this != PASSIVE) {
            return system;
        }
        double[] h = system.h().clone();
        Couplings couplings = system.couplings();
        for (int i = 0; i < h.length; i++) {
            h[i] += couplings.absoluteRowSum(i) + Math.abs(couplings.get(i, i));
        }
        return new DynamicalSystem(
                system.name(), couplings, h, system.cubic(), system.b(), system.clamped(), system.start());
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
