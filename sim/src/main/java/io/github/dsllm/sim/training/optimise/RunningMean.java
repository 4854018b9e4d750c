package io.github.dsllm.sim.training.optimise;

import io.github.dsllm.sim.training.kernel.Values;
import io.github.dsllm.sim.training.pass.Parameters;

/**
 * Where weights have been lately (Polyak and Juditsky, 1992; exponential as in Tarvainen and Valpola, 2017): after every step mean ← mean + (1 − d)·(w − mean), from the first weights on. Swings of the
 * last 1/(1 − d) steps cancel, among them those of couplings that go to and fro between two levels.
 */
public final class RunningMean {
    private final double decay;
    private final Parameters mean;

    /**
     * Begins where the weights are.
     *
     * @param decay d in (0, 1)
     */
    public RunningMean(Parameters weights, double decay) {
        this.decay = decay;
        this.mean = weights.zeros();
        mean.values().add(0, mean.values().length(), weights.values(), 0);
    }

    /** The mean, for reading, and for checkpoints that put it back. */
    public Parameters parameters() {
        return mean;
    }

    /** Follows the weights after a step, one part of them as {@link Optimiser#step} has parts. */
    public void follow(Parameters weights, int part, int parts) {
        Values to = mean.values();
        int end = Optimiser.bound(weights, part + 1, parts);
        for (int i = Optimiser.bound(weights, part, parts); i < end; i++) {
            to.add(i, (1 - decay) * (weights.values().get(i) - to.get(i)));
        }
    }
}
