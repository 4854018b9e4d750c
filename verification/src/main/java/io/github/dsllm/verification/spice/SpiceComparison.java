package io.github.dsllm.verification.spice;

import io.github.dsllm.sim.physics.DynamicalSystem;
import io.github.dsllm.sim.physics.Equilibrium;
import io.github.dsllm.sim.physics.Evolution;
import io.github.dsllm.sim.physics.FreeNodes;
import io.github.dsllm.sim.physics.Trajectory;
import io.github.dsllm.sim.physics.spice.Circuit;
import io.github.dsllm.sim.physics.spice.Form;
import io.github.dsllm.sim.physics.spice.SpiceDeck;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The same system as a circuit and in float64.
 *
 * @param name of the deck
 * @param form of the couplings
 * @param atTau greatest relative error of a node at the time 1/h of its own (of the mean h for coupled nodes)
 * @param atEnd greatest relative error at rest, or when a timed evolution ends
 * @param node the worse node of the system
 * @param spice the voltages
 */
public record SpiceComparison(String name, Form form, double atTau, double atEnd, int node, Trajectory spice) {
    /** What a circuit simulator must reach. */
    public static final double TOLERANCE = 1e-4;

    /** A node that is small beside others is judged by this share of the largest. */
    private static final double SMALL = 0.01;

    private static final double NEAR_REST = 1e-6;
    private static final double LONGEST = 1 << 12;

    public double worst() {
        return Math.max(atTau, atEnd);
    }

    public boolean passed() {
        return worst() <= TOLERANCE;
    }

    /**
     * Runs the deck of a system.
     *
     * @param duration how long nodes evolve in units of C0/G0; infinite: to rest
     * @throws io.github.dsllm.codegen.UserError if it is too large for a deck, or ngspice is missing or fails
     */
    public static SpiceComparison of(
            Ngspice ngspice,
            Path folder,
            String name,
            DynamicalSystem system,
            Form form,
            Circuit circuit,
            double duration)
            throws IOException {
        FreeNodes nodes = form.effective(system).freeNodes();
        double end = Double.isFinite(duration) ? duration : timeToRest(nodes);
        String deck = new SpiceDeck(system, form, circuit).text(end);
        Trajectory spice = ngspice.run(folder, name + "-" + form, deck, nodes, circuit);
        return compare(name, form, nodes, spice, duration, end);
    }

    static SpiceComparison compare(
            String name, Form form, FreeNodes nodes, Trajectory spice, double duration, double end) {
        double[] last = Double.isFinite(duration)
                ? Evolution.of(nodes, new double[] {0, end}).last()
                : Equilibrium.of(nodes);
        double worstAtTau = 0;
        double worstAtEnd = 0;
        int worst = 0;
        for (int i = 0; i < nodes.count(); i++) {
            double tau = Math.min(1 / rate(nodes, i), end);
            double[] exact = Evolution.of(nodes, new double[] {0, tau}).last();
            double atTau = error(spice.at(tau)[i], exact, i);
            double atEnd = error(spice.last()[i], last, i);
            if (Math.max(atTau, atEnd) > Math.max(worstAtTau, worstAtEnd)) {
                worst = nodes.indices()[i];
            }
            worstAtTau = Math.max(worstAtTau, atTau);
            worstAtEnd = Math.max(worstAtEnd, atEnd);
        }
        return new SpiceComparison(name, form, worstAtTau, worstAtEnd, worst, spice);
    }

    private static double rate(FreeNodes nodes, int i) {
        if (nodes.uncoupled()) {
            return nodes.linear() ? Math.max(nodes.h()[i], 1e-3) : 1;
        }
        double sum = 0;
        for (double h : nodes.h()) {
            sum += h / nodes.count();
        }
        return sum;
    }

    private static double error(double value, double[] exact, int i) {
        double largest = Double.MIN_NORMAL;
        for (double each : exact) {
            largest = Math.max(largest, Math.abs(each));
        }
        return Math.abs(value - exact[i]) / Math.max(Math.abs(exact[i]), SMALL * largest);
    }

    /** A time after which nodes are nearer to their rest than the comparison can see. */
    private static double timeToRest(FreeNodes nodes) {
        double[] rest = Equilibrium.of(nodes);
        double fastest = Double.MIN_NORMAL;
        for (int i = 0; i < nodes.count(); i++) {
            fastest = Math.max(fastest, rate(nodes, i));
        }
        for (double end = 4 / fastest; end < LONGEST; end *= 1.25) {
            double[] sigma = Evolution.of(nodes, new double[] {0, end}).last();
            boolean near = true;
            for (int i = 0; i < rest.length; i++) {
                near &= error(sigma[i], rest, i) < NEAR_REST;
            }
            if (near) {
                return end;
            }
        }
        return LONGEST;
    }
}
