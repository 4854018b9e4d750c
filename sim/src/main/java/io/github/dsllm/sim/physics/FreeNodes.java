package io.github.dsllm.sim.physics;

import java.util.stream.IntStream;

/**
 * The free nodes of a system, with what clamped nodes drive into them added to the bias: dσ/dt = J σ − (h + q σ²) σ + current.
 *
 * @param system where they come from
 * @param indices node of the system that free node k is
 * @param couplings J among free nodes
 * @param h self-reaction
 * @param cubic q
 * @param current b + Σ over clamped j of J_ij σ_j
 * @param start σ at time 0
 */
public record FreeNodes(
        DynamicalSystem system,
        int[] indices,
        Couplings couplings,
        double[] h,
        double[] cubic,
        double[] current,
        double[] start) {

    static FreeNodes of(DynamicalSystem system) {
        int[] indices = IntStream.range(0, system.nodes())
                .filter(i -> !system.clamped()[i])
                .toArray();
        double[] clamped = new double[system.nodes()];
        for (int i = 0; i < clamped.length; i++) {
            clamped[i] = system.clamped()[i] ? system.start()[i] : 0;
        }
        double[] driven = new double[system.nodes()];
        system.couplings().multiply(clamped, driven);
        double[] current = new double[indices.length];
        for (int k = 0; k < indices.length; k++) {
            current[k] = driven[indices[k]] + system.b()[indices[k]];
        }
        return new FreeNodes(
                system,
                indices,
                system.couplings().among(indices),
                pick(system.h(), indices),
                pick(system.cubic(), indices),
                current,
                pick(system.start(), indices));
    }

    public int count() {
        return indices.length;
    }

    /** Whether no self-reaction depends on the charge. */
    public boolean linear() {
        for (double q : cubic) {
            if (q != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether no free node drives a free node. */
    public boolean uncoupled() {
        return couplings.count() == 0;
    }

    /** dσ/dt. */
    public void velocity(double[] sigma, double[] out) {
        couplings.multiply(sigma, out);
        for (int i = 0; i < out.length; i++) {
            out[i] += current[i] - (h[i] + cubic[i] * sigma[i] * sigma[i]) * sigma[i];
        }
    }

    /** σ of all nodes of the system, clamped ones at their start. */
    public double[] all(double[] sigma) {
        double[] all = system.start().clone();
        for (int k = 0; k < indices.length; k++) {
            all[indices[k]] = sigma[k];
        }
        return all;
    }

    private static double[] pick(double[] values, int[] indices) {
        return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
    }
}
