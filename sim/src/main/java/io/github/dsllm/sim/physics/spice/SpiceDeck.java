package io.github.dsllm.sim.physics.spice;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.physics.Couplings;
import io.github.dsllm.sim.physics.DynamicalSystem;
import io.github.dsllm.sim.physics.FreeNodes;
import java.util.Locale;

/**
 * A system as a circuit for ngspice. Node i is net {@code n<i>}; clamped nodes are voltage sources, free ones capacitors with a resistor 1/(h·G0), couplings as
 * the {@link Form} says. The text depends on nothing but its inputs.
 */
public final class SpiceDeck {
    /** Greatest number of free nodes: one deck stands for one array of a chip, and simulation time grows faster than the square. */
    public static final int MOST_NODES = 64;

    private static final String ACCURATE = ".options reltol=1e-6 vntol=1e-12 abstol=1e-18 chgtol=1e-20\n";
    private static final double STEPS_PER_TIME_CONSTANT = 500;

    private final DynamicalSystem system;
    private final Form form;
    private final Circuit circuit;
    private double mismatch;
    private double kelvin;

    /** @throws UserError for more than {@link #MOST_NODES} free nodes */
    public SpiceDeck(DynamicalSystem system, Form form, Circuit circuit) {
        int free = system.freeNodes().count();
        if (free > MOST_NODES) {
            throw new UserError(system.name() + " has " + free + " free nodes, but one deck takes at most " + MOST_NODES
                    + "; perhaps you should choose some of them, such as -Ddsllm.nodes=0-" + (MOST_NODES - 1) + ".");
        }
        this.system = system;
        this.form = form;
        this.circuit = circuit;
    }

    /** Every conductance and capacitance becomes {@code agauss(nominal, relative·nominal, 1)}: ngspice draws it. */
    public SpiceDeck withMismatch(double relative) {
        this.mismatch = relative;
        return this;
    }

    /** Every self-reaction gets the thermal noise current of its conductance, spectral density 4kT·h·G0, as {@code trnoise} of the time step. */
    public SpiceDeck withThermalNoise(double kelvin) {
        this.kelvin = kelvin;
        return this;
    }

    /**
     * The netlist.
     *
     * @param duration how long the nodes evolve, in units of C0/G0
     */
    public String text(double duration) {
        return text(duration, step(duration));
    }

    /** The same with a greatest time step, in units of C0/G0. */
    public String text(double duration, double step) {
        StringBuilder deck = new StringBuilder(
                        "* " + system.name().replaceAll("[^\\x20-\\x7e]", "?") + ", " + form.meaning() + "\n")
                .append(kelvin > 0 ? "" : ACCURATE);
        for (int i = 0; i < system.nodes(); i++) {
            node(deck, i, step);
        }
        for (int i = 0; i < system.nodes(); i++) {
            if (!system.clamped()[i]) {
                couplings(deck, i);
            }
        }
        if (form != Form.VCCS) {
            buffers(deck);
        }
        double second = circuit.timeUnit();
        deck.append(line(".tran %s %s 0 %s uic", step * second, duration * second, step * second));
        deck.append(".save");
        for (int i : system.freeNodes().indices()) {
            deck.append(" v(n").append(i).append(")");
        }
        return deck.append("\n.end\n").toString();
    }

    private void node(StringBuilder deck, int i, double step) {
        if (system.clamped()[i]) {
            deck.append(line("V%d n%d 0 %s", i, i, system.start()[i]));
            return;
        }
        double g = system.h()[i] * circuit.conductance();
        deck.append(line("C%d n%d 0 %s ic=%s", i, i, varied(circuit.capacitance()), system.start()[i]));
        if (system.cubic()[i] != 0) {
            double q = system.cubic()[i] * circuit.conductance();
            deck.append(line("B%d n%d 0 I=(%s+%s*v(n%d)*v(n%d))*v(n%d)", i, i, g, q, i, i, i));
        } else if (g != 0) {
            deck.append(line("R%d n%d 0 %s", i, i, varied(1 / g)));
        }
        if (system.b()[i] != 0) {
            deck.append(line("I%d 0 n%d %s", i, i, system.b()[i] * circuit.conductance()));
        }
        if (kelvin > 0 && g > 0) {
            double interval = step * circuit.timeUnit();
            double rms = Math.sqrt(2 * Circuit.BOLTZMANN * kelvin * g / interval);
            deck.append(line("IN%d 0 n%d dc 0 trnoise(%s %s 0 0)", i, i, rms, interval));
        }
    }

    private void couplings(StringBuilder deck, int i) {
        Couplings couplings = system.couplings();
        boolean plus = false;
        boolean minus = false;
        for (int k = couplings.starts()[i]; k < couplings.starts()[i + 1]; k++) {
            int j = couplings.columns()[k];
            double coupling = couplings.values()[k] * circuit.conductance();
            String resistance = coupling == 0 ? "" : varied(1 / Math.abs(coupling));
            switch (form) {
                case VCCS -> deck.append(line("G%d_%d 0 n%d n%d 0 %s", i, j, i, j, varied(coupling)));
                case CONVEYOR ->
                    deck.append(line("R%d_%d p%d %s%d %s", i, j, j, coupling > 0 ? "x" : "w", i, resistance));
                case PASSIVE ->
                    deck.append(line("R%d_%d %s%d n%d %s", i, j, coupling > 0 ? "p" : "m", j, i, resistance));
            }
            plus |= coupling > 0;
            minus |= coupling < 0;
        }
        if (form == Form.CONVEYOR) {
            conveyor(deck, i, "x", "0 n" + i, plus);
            conveyor(deck, i, "w", "n" + i + " 0", minus);
        }
    }

    /** Input X at virtual ground, output Z drives the node with the same current. */
    private static void conveyor(StringBuilder deck, int i, String input, String output, boolean used) {
        if (used) {
            deck.append(line("V%s%d %s%d 0 0", input, i, input, i));
            deck.append(line("F%s%d %s V%s%d 1", input, i, output, input, i));
        }
    }

    /** A copy of every driver, and its inverse for passive couplings: what reads a node must not load it. */
    private void buffers(StringBuilder deck) {
        boolean[] drives = new boolean[system.nodes()];
        for (int column : system.couplings().columns()) {
            drives[column] = true;
        }
        for (int j = 0; j < drives.length; j++) {
            if (drives[j]) {
                deck.append(line("EP%d p%d 0 n%d 0 1", j, j, j));
                if (form == Form.PASSIVE) {
                    deck.append(line("EM%d m%d 0 n%d 0 -1", j, j, j));
                }
            }
        }
    }

    private String varied(double nominal) {
        return mismatch == 0
                ? Double.toString(nominal)
                : "{agauss(" + nominal + "," + Math.abs(mismatch * nominal) + ",1)}";
    }

    /** A share of the shortest time constant. */
    private double step(double duration) {
        FreeNodes nodes = form.effective(system).freeNodes();
        double fastest = 1 / duration;
        for (int i = 0; i < nodes.count(); i++) {
            double sigma = nodes.start()[i];
            double rate =
                    Math.abs(nodes.h()[i]) + nodes.couplings().absoluteRowSum(i) + 3 * nodes.cubic()[i] * sigma * sigma;
            fastest = Math.max(fastest, rate);
        }
        return 1 / (STEPS_PER_TIME_CONSTANT * fastest);
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format + "%n", values).replace("\r", "");
    }
}
