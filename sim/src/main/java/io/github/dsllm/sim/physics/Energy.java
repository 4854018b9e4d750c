package io.github.dsllm.sim.physics;

/**
 * H = −Σ_ij J_ij σ_i σ_j + Σ_i h_i σ_i² + ½ Σ_i q_i σ_i⁴ − 2 Σ_i I_i σ_i over free nodes, with the currents I of clamped nodes. dσ/dt = −½ ∂H/∂σ if J is
 * symmetric among free nodes; then H never rises. Directed couplings among free nodes have no energy.
 */
public final class Energy {
    private Energy() {}

    /** Whether the nodes have an energy. */
    public static boolean exists(FreeNodes nodes) {
        return nodes.uncoupled() || nodes.couplings().symmetric();
    }

    public static double of(FreeNodes nodes, double[] sigma) {
        double[] driven = new double[nodes.count()];
        nodes.couplings().multiply(sigma, driven);
        double energy = 0;
        for (int i = 0; i < sigma.length; i++) {
            double square = sigma[i] * sigma[i];
            energy += (nodes.h()[i] + 0.5 * nodes.cubic()[i] * square) * square
                    - (driven[i] + 2 * nodes.current()[i]) * sigma[i];
        }
        return energy;
    }

    /** H of every sample. */
    public static double[] along(Trajectory trajectory) {
        double[] energies = new double[trajectory.times().length];
        for (int k = 0; k < energies.length; k++) {
            energies[k] = of(trajectory.nodes(), trajectory.states()[k]);
        }
        return energies;
    }

    /**
     * Samples at which H is higher than before by more than the tolerance.
     *
     * @param tolerance share of the largest |H|; what rounding does
     */
    public static int rises(double[] energies, double tolerance) {
        double largest = 0;
        for (double energy : energies) {
            largest = Math.max(largest, Math.abs(energy));
        }
        int rises = 0;
        for (int k = 1; k < energies.length; k++) {
            rises += energies[k] > energies[k - 1] + tolerance * largest ? 1 : 0;
        }
        return rises;
    }

    /** What a change of every node by {@code lsb} can do to H, to first order: Σ_i |∂H/∂σ_i|·lsb. The tolerance for integer trajectories. */
    public static double effectOfOneStep(FreeNodes nodes, double[] sigma, double lsb) {
        double[] velocity = new double[nodes.count()];
        nodes.velocity(sigma, velocity);
        double effect = 0;
        for (int i = 0; i < velocity.length; i++) {
            double curvature = Math.abs(nodes.h()[i]) + nodes.couplings().absoluteRowSum(i);
            effect += (2 * Math.abs(velocity[i]) + curvature * lsb) * lsb;
        }
        return effect;
    }
}
