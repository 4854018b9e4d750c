package io.github.dsllm.sim.training.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelaxationTest {
    private static final double[] SPECIAL = {0, -0.0, 1, -1, 1e-300, 1e300, Double.NaN, Double.POSITIVE_INFINITY};

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "32, 1", "64, 1", "20, 0.25", "500, 0.25"})
    void manyNodesRelaxWithTheSameBitsAsOneByOne(int steps, double dt) {
        Relaxation relaxation = new Relaxation(steps, dt);
        Random random = new Random(steps);
        for (int count : new int[] {0, 1, 7, 256, 700}) {
            double[] currents = random.doubles(count, -3, 3).toArray();
            double[] selfReactions = random.doubles(count, 0, 1)
                    .map(x -> x < 0.1 ? 1 : Math.exp(40 * x - 20))
                    .toArray();
            for (int i = 0; i < Math.min(count, SPECIAL.length); i++) {
                currents[i] = SPECIAL[i];
            }
            double[] together = currents.clone();
            relaxation.divide(together, selfReactions, count);

            for (int i = 0; i < count; i++) {
                double alone = relaxation.divide(currents[i], selfReactions[i]);
                assertThat(Double.doubleToLongBits(together[i]))
                        .as(currents[i] + " / " + selfReactions[i])
                        .isEqualTo(Double.doubleToLongBits(alone));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0.3", "1", "2.7", "1e-9", "1e12"})
    void settledNodesHoldTheQuotient(double selfReaction) {
        double[] nodes = {5, -7};
        new Relaxation(64, 1).divide(nodes, new double[] {selfReaction, selfReaction}, 2);

        assertThat(nodes[0]).isCloseTo(5 / selfReaction, Percentage.withPercentage(1e-12));
        assertThat(nodes[1]).isCloseTo(-7 / selfReaction, Percentage.withPercentage(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0.3", "2.7"})
    void oneStepDoesNotSettle(double selfReaction) {
        double[] nodes = {5};
        new Relaxation(1, 1).divide(nodes, new double[] {selfReaction}, 1);

        assertThat(nodes[0]).isNotCloseTo(5 / selfReaction, Percentage.withPercentage(10));
    }
}
