package io.github.dsllm.sim.training.optimise;

import io.github.dsllm.sim.training.pass.Parameters;
import java.util.Map;

/** Stochastic gradient descent with momentum: m ← μ·m + g, w ← w − η·m. */
public final class Sgd implements Optimiser {
    private final double momentum;
    private final Parameters velocity;

    /**
     * @param momentum μ in [0, 1)
     */
    public Sgd(Parameters weights, double momentum) {
        this.momentum = momentum;
        this.velocity = weights.zeros();
    }

    @Override
    public void step(
            Parameters weights, Parameters gradients, long step, double rate, double factor, int part, int parts) {
        int to = Optimiser.bound(weights, part + 1, parts);
        for (int i = Optimiser.bound(weights, part, parts); i < to; i++) {
            velocity.values()
                    .set(
                            i,
                            momentum * velocity.values().get(i)
                                    + factor * gradients.values().get(i));
            weights.values().add(i, -rate * velocity.values().get(i));
        }
    }

    @Override
    public Map<String, Parameters> state() {
        return Map.of("velocity", velocity);
    }
}
