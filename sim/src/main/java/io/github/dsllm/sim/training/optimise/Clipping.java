package io.github.dsllm.sim.training.optimise;

import io.github.dsllm.sim.training.kernel.Values;

/** Keeps a gradient from being longer than a limit. */
public final class Clipping {
    private Clipping() {}

    /** Euclidean length over all tensors, summed in ascending order in float64. */
    public static double norm(Values gradients) {
        double sum = 0;
        for (int i = 0; i < gradients.length(); i++) {
            sum += gradients.get(i) * gradients.get(i);
        }
        return Math.sqrt(sum);
    }

    /** What to multiply a gradient of that length by; a limit of 0 is none. */
    public static double factor(double norm, double limit) {
        return limit == 0 || norm <= limit ? 1 : limit / norm;
    }
}
