package io.github.dsllm.sim.physics;

import java.util.Arrays;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;

/** Any nodes, to a tolerance: Dormand and Prince's method of order 8 with adaptive steps, read between steps by its own interpolation. */
public final class AdaptiveRungeKutta implements Evolution {
    private static final double SHORTEST_STEP = 1e-12;
    private static final double TOLERANCE = 1e-10;

    private final double relative;
    private final double absolute;

    /** Tolerances of 1e-10 per step. */
    public AdaptiveRungeKutta() {
        this(TOLERANCE, TOLERANCE);
    }

    /** @param relative, absolute allowed error of a step, per node */
    public AdaptiveRungeKutta(double relative, double absolute) {
        this.relative = relative;
        this.absolute = absolute;
    }

    @Override
    public Trajectory follow(FreeNodes nodes, double[] times) {
        int n = nodes.count();
        double[][] states = new double[times.length][];
        Arrays.setAll(states, k -> nodes.start().clone());
        double end = times[times.length - 1];
        if (n == 0 || end <= 0) {
            return new Trajectory(nodes, times, states);
        }
        var integrator = new DormandPrince853Integrator(SHORTEST_STEP * end, end, absolute, relative);
        int[] next = {0};
        integrator.addStepHandler(interpolator -> {
            double reached = interpolator.getCurrentState().getTime();
            while (next[0] < times.length && times[next[0]] <= reached) {
                states[next[0]] =
                        interpolator.getInterpolatedState(times[next[0]]).getPrimaryState();
                next[0]++;
            }
        });
        integrator.integrate(new Velocity(nodes), new ODEState(0, nodes.start().clone()), end);
        return new Trajectory(nodes, times, states);
    }

    private record Velocity(FreeNodes nodes) implements OrdinaryDifferentialEquation {
        @Override
        public int getDimension() {
            return nodes.count();
        }

        @Override
        public double[] computeDerivatives(double time, double[] sigma) {
            double[] velocity = new double[sigma.length];
            nodes.velocity(sigma, velocity);
            return velocity;
        }
    }
}
