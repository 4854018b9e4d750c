package io.github.dsllm.sim.training.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WhiteningTest {
    @Test
    void axesHaveTheVarianceOneAndKnowNothingOfOneAnother() {
        Random random = new Random(3);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            points.add(new double[] {5 + a, 100 * (a + 0.1 * b), b - 7, 2 * a - b});
        }
        Whitening whitening = new Whitening(points, 4);
        double[][] sums = new double[4][4];
        double[] mean = new double[4];
        for (double[] point : points) {
            double[] place = whitening.of(point);
            for (int i = 0; i < 4; i++) {
                mean[i] += place[i] / points.size();
                for (int j = 0; j < 4; j++) {
                    sums[i][j] += place[i] * place[j] / points.size();
                }
            }
        }

        assertThat(mean).containsExactly(new double[4], within(1e-9));
        assertThat(sums[0]).containsExactly(new double[] {1, 0, 0, 0}, within(1e-6));
        assertThat(sums[1]).containsExactly(new double[] {0, 1, 0, 0}, within(1e-6));
        assertThat(sums[3]).as("four channels of two numbers").containsExactly(new double[4], within(1e-9));
    }
}
