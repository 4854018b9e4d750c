package io.github.dsllm.sim.training.node;

import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.ExponentialTable;

/** A node that is precharged to 1 and reads about e^−t after the time 1. Functions of real numbers; what the core tabulates are their integer versions. */
public interface ExponentialNode {
    /** A discharge in continuous time, e^−t. */
    ExponentialNode EXACT = new Exact();

    /** Charge at the end, where the self-reaction is t, at least 0. */
    double value(double t);

    /** Derivative of {@link #value}, at most 0. */
    double slope(double t);

    /**
     * Many nodes at once.
     *
     * @param t {@code count} self-reactions
     * @param charges takes {@link #value}; may be {@code t}
     * @param slopes takes {@link #slope}
     */
    default void discharge(double[] t, int count, double[] charges, double[] slopes) {
        for (int i = 0; i < count; i++) {
            double reaction = t[i];
            charges[i] = value(reaction);
            slopes[i] = slope(reaction);
        }
    }

    /** What the core does. */
    static ExponentialNode of(Exponential kind) {
        return switch (kind) {
            case CUBIC -> CubicNode.fastest();
            case DISCHARGE -> new Discharge();
            case TAYLOR3 -> new Taylor3();
        };
    }

    /** The library's e^−t, the same on every machine. */
    final class Exact implements ExponentialNode {
        @Override
        public double value(double t) {
            return StrictMath.exp(-t);
        }

        @Override
        public double slope(double t) {
            return -value(t);
        }

        @Override
        public void discharge(double[] t, int count, double[] charges, double[] slopes) {
            for (int i = 0; i < count; i++) {
                charges[i] = value(t[i]);
                slopes[i] = -charges[i];
            }
        }
    }

    /** Whole octaves shift, the fraction discharges in Euler steps. */
    final class Discharge implements ExponentialNode {
        private static final int STEPS = ExponentialTable.DISCHARGE_STEPS;

        @Override
        public double value(double t) {
            double octaves = Octaves.of(t);
            return Octaves.shifted(power(factor(octaves), STEPS), octaves);
        }

        @Override
        public double slope(double t) {
            double octaves = Octaves.of(t);
            return Octaves.shifted(-power(factor(octaves), STEPS - 1), octaves);
        }

        private static double factor(double octaves) {
            return 1 - (octaves - Math.floor(octaves)) / Octaves.PER_NAT / STEPS;
        }

        private static double power(double base, int exponent) {
            double power = 1;
            double square = base;
            for (int bits = exponent; bits != 0; bits >>= 1) {
                if ((bits & 1) == 1) {
                    power *= square;
                }
                square *= square;
            }
            return power;
        }
    }

    /** 1 + x + x²/2 + x³/6 at x = −t, 0 where that is negative. */
    final class Taylor3 implements ExponentialNode {
        @Override
        public double value(double t) {
            return Math.max(0, 1 - t * (1 - t * (0.5 - t / 6)));
        }

        @Override
        public double slope(double t) {
            return value(t) == 0 ? 0 : -1 + t * (1 - t / 2);
        }
    }
}
