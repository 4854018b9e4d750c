package io.github.dsllm.codegen.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What every {@link DifferentiableMapping} must keep; extend it to test your own. */
public abstract class DifferentiableMappingContract extends OperatorMappingContract {
    private static final double STEP = 1e-5;

    @Override
    protected abstract DifferentiableMapping mapping();

    @Test
    void hasTheSlopeOfWhatItComputes() {
        for (double x = -12.003; x <= 12; x += 0.043) {
            double difference = (mapping().apply(x + STEP) - mapping().apply(x - STEP)) / (2 * STEP);
            assertThat(mapping().slope(x)).as("at " + x).isCloseTo(difference, within(1e-8));
        }
    }

    @Test
    void hasAFiniteSlopeEverywhere() {
        for (double x :
                new double[] {0, -0.0, Double.MIN_VALUE, 1e3, -1e3, 1e160, -1e160, Double.MAX_VALUE, -Double.MAX_VALUE
                }) {
            assertThat(mapping().slope(x)).as("at " + x).isFinite();
        }
    }
}
