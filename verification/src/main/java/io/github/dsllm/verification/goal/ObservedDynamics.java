package io.github.dsllm.verification.goal;

import io.github.dsllm.sim.physics.Energy;
import io.github.dsllm.sim.physics.Equilibrium;
import io.github.dsllm.sim.physics.EulerIntegrator;
import io.github.dsllm.sim.physics.Evolution;
import io.github.dsllm.sim.physics.FixedPointEuler;
import io.github.dsllm.sim.physics.FreeNodes;
import io.github.dsllm.sim.physics.SettlingTime;
import io.github.dsllm.sim.physics.Stability;
import io.github.dsllm.sim.physics.Trajectory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One system as it moves.
 *
 * @param system which
 * @param path exact, or to 1e-10 per step
 * @param hasEnergy false where free nodes are coupled one-way
 * @param energies H of every sample; empty without
 * @param rises samples of the exact path and steps of Euler's at which H rises
 * @param settled when each free node is within 1/256 of its rest, or of where it is read
 * @param steps Euler steps that were followed
 * @param dt their length
 * @param outOfBound steps of integer trajectories outside their error bound; −1 where the instruction set does not know the nodes
 */
record ObservedDynamics(
        PhysicsSystem system,
        Trajectory path,
        boolean hasEnergy,
        double[] energies,
        int rises,
        double[] settled,
        int steps,
        double dt,
        int outOfBound) {
    private static final int SAMPLES = 240;
    private static final int MOST_STEPS = 1000;
    private static final int PLACES = 14;
    private static final double FIRST_END = 8;
    private static final double LONGEST = 1 << 14;
    private static final double ROUNDING = 1e-12;

    /**
     * Follows a system.
     *
     * @param wanted step of Euler's method, null for a tenth of the stable one
     * @throws io.github.dsllm.codegen.UserError if it does not settle, or the step is too long
     */
    static ObservedDynamics of(PhysicsSystem system, @Nullable Double wanted) {
        FreeNodes nodes = system.system().freeNodes();
        boolean timed = Double.isFinite(system.duration());
        if (!timed) {
            Stability.requireSettling(nodes);
        }
        double[] rest =
                timed ? Evolution.of(nodes, new double[] {0, system.duration()}).last() : Equilibrium.of(nodes);
        Trajectory path = path(nodes, rest, timed ? system.duration() : FIRST_END, timed);
        double end = path.times()[path.times().length - 1];
        double dt = wanted == null ? Math.min(end / 100, Stability.safeStep(nodes)) : wanted;
        Stability.requireStep(nodes, dt);
        int steps = (int) Math.max(1, Math.min(MOST_STEPS, Math.ceil(end / dt)));
        boolean energy = Energy.exists(nodes);
        double[] energies = energy ? Energy.along(path) : new double[0];
        int rises = energy
                ? Energy.rises(energies, ROUNDING)
                        + Energy.rises(Energy.along(EulerIntegrator.follow(nodes, dt, steps)), ROUNDING)
                : 0;
        return new ObservedDynamics(
                system,
                path,
                energy,
                energies,
                rises,
                SettlingTime.of(path, rest, SettlingTime.EIGHT_BITS),
                steps,
                dt,
                outOfBound(nodes, dt, steps));
    }

    double settleTime() {
        return Arrays.stream(settled).max().orElse(0);
    }

    private static Trajectory path(FreeNodes nodes, double[] rest, double end, boolean timed) {
        Trajectory path = Evolution.of(nodes, Trajectory.grid(end, SAMPLES));
        double settled = Arrays.stream(SettlingTime.of(path, rest, SettlingTime.EIGHT_BITS))
                .max()
                .orElse(0);
        return timed || settled < end || end >= LONGEST ? path : path(nodes, rest, 2 * end, false);
    }

    /** Integer trajectories, as the hardware makes them, against their bound on every step. */
    private static int outOfBound(FreeNodes nodes, double dt, int steps) {
        boolean known =
                nodes.uncoupled() && nodes.linear() && Arrays.stream(nodes.h()).allMatch(h -> h > 0 && h * dt <= 1);
        if (!known) {
            return -1;
        }
        FixedPointEuler machine = new FixedPointEuler(PLACES);
        Trajectory integers = machine.follow(nodes, dt, steps);
        int outside = 0;
        for (int i = 0; i < nodes.count(); i++) {
            int a = FixedPointEuler.stepSize(nodes.h()[i], dt);
            double target = Math.rint(nodes.current()[i] / nodes.h()[i] / machine.lsb()) * machine.lsb();
            double start = integers.states()[0][i];
            for (int k = 0; k <= steps; k++) {
                double exact = target + (start - target) * Math.exp(-a * (double) k / (1 << 16));
                double error = Math.abs(integers.states()[k][i] - exact);
                outside += error > machine.errorBound(start, target, a, k) + ROUNDING ? 1 : 0;
            }
        }
        return outside;
    }
}
