package io.github.dsllm.sim.training.pass;

import io.github.dsllm.sim.training.kernel.Matrix;
import java.util.function.DoubleSupplier;

/** Central differences of a loss, and how far a gradient is from them. */
public final class FiniteDifferences {
    /** What issue and design ask for. */
    public static final double TOLERANCE = 1e-6;

    private static final double STEP = 1e-5;

    private FiniteDifferences() {}

    /** ‖gradient − differences‖ / ‖differences‖ over all elements of {@code at}, which is restored. */
    public static double error(Matrix at, Matrix gradient, DoubleSupplier loss) {
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < at.rows(); i++) {
            for (int j = 0; j < at.columns(); j++) {
                double difference = difference(at, i, j, loss);
                distance += square(gradient.get(i, j) - difference);
                norm += square(difference);
            }
        }
        return Math.sqrt(distance / norm);
    }

    private static double difference(Matrix at, int i, int j, DoubleSupplier loss) {
        double before = at.get(i, j);
        at.set(i, j, before + STEP);
        double above = loss.getAsDouble();
        at.set(i, j, before - STEP);
        double below = loss.getAsDouble();
        at.set(i, j, before);
        return (above - below) / (2 * STEP);
    }

    private static double square(double x) {
        return x * x;
    }
}
