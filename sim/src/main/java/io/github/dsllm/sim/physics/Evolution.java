package io.github.dsllm.sim.physics;

/** Ways to follow a system through time, and the choice between them. */
@FunctionalInterface
public interface Evolution {

    /**
     * Follows the nodes from their start.
     *
     * @param times ascending from 0; where the states are wanted
     */
    Trajectory follow(FreeNodes nodes, double[] times);

    /** The exact solution where there is one that is cheap, else adaptive Runge-Kutta steps. */
    static Trajectory of(FreeNodes nodes, double[] times) {
        boolean exact = nodes.linear() && (nodes.uncoupled() || nodes.count() <= ExponentialIntegrator.MOST_COUPLED);
        Evolution evolution = exact ? new ExponentialIntegrator() : new AdaptiveRungeKutta();
        return evolution.follow(nodes, times);
    }
}
