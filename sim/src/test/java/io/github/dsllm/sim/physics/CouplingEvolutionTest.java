package io.github.dsllm.sim.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class CouplingEvolutionTest {
    private final double[] h = {1, 0.5};

    @Test
    void followsTheDescentOfTheSquaredLossCurrent() {
        double[][] exact = {{0.3, -0.2, 0.1}, {1, 0, -1}};
        double[][] steps = {exact[0].clone(), exact[1].clone()};
        double[] x = {1, -2, 0.5};
        double[] y = {0.7, -0.3};

        new CouplingEvolution(0.1).evolve(exact, h, x, y, 1);
        for (int k = 0; k < 100_000; k++) {
            double[] loss = CouplingEvolution.lossCurrents(steps, h, x, y);
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 3; j++) {
                    steps[i][j] -= 1e-5 * 0.1 * 2 * loss[i] * x[j];
                }
            }
        }

        assertThat(exact[0]).containsExactly(steps[0], within(1e-5));
        assertThat(exact[1]).containsExactly(steps[1], within(1e-5));
    }

    @Test
    void manyPatternsInTurnTeachTheCouplingsThatMadeThem() {
        Random random = new Random(4);
        double[][] teacher = {{0.5, -1, 2}, {0.25, 0.75, -0.5}};
        double[][] inputs = new double[20][3];
        double[][] outputs = new double[20][2];
        for (int s = 0; s < 20; s++) {
            for (int j = 0; j < 3; j++) {
                inputs[s][j] = random.nextGaussian();
            }
            double[] currents = CouplingEvolution.lossCurrents(teacher, h, inputs[s], new double[2]);
            outputs[s] = new double[] {currents[0] / h[0], currents[1] / h[1]};
        }
        double[][] learned = new double[2][3];

        new CouplingEvolution(0.05).evolve(learned, h, inputs, outputs, 1, 4000);

        assertThat(learned[0]).containsExactly(teacher[0], within(1e-9));
        assertThat(learned[1]).containsExactly(teacher[1], within(1e-9));
    }
}
