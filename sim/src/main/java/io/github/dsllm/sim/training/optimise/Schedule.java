package io.github.dsllm.sim.training.optimise;

import io.github.dsllm.codegen.UserError;

/**
 * Learning rate over the steps: a linear rise, then a course to the end.
 *
 * @param course what happens after the rise
 * @param peak greatest rate, above 0
 * @param warmup steps of the rise, at least 0; step {@code warmup} has the peak
 * @param steps last step
 * @param last rate of the last step as share of the peak, in [0, 1]; not used by {@link Course#CONSTANT}
 */
public record Schedule(Course course, double peak, long warmup, long steps, double last) {

    /** After the rise. */
    public enum Course {
        CONSTANT,
        LINEAR,
        COSINE
    }

    public Schedule {
        if (!(peak > 0 && peak < Double.POSITIVE_INFINITY) || warmup < 0 || steps < 1 || !(last >= 0 && last <= 1)) {
            throw new UserError("a learning rate of " + peak + " with " + warmup + " steps of rise and " + steps
                    + " in all, ending at a share of " + last
                    + ", cannot be; perhaps you should take a positive rate and at least one step");
        }
    }

    /** The rate of a step, counted from 1. */
    public double rate(long step) {
        if (step < warmup) {
            return peak * step / warmup;
        }
        double done = steps <= warmup ? 1 : Math.min(1, (step - warmup) / (double) (steps - warmup));
        return switch (course) {
            case CONSTANT -> peak;
            case LINEAR -> peak * (1 - done * (1 - last));
            case COSINE -> peak * (last + (1 - last) * (1 + StrictMath.cos(Math.PI * done)) / 2);
        };
    }
}
