package io.github.dsllm.sim.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.sim.physics.spice.Circuit;
import org.junit.jupiter.api.Test;

final class ThermalNoiseTest {
    private static final int SAMPLES = 10_000;
    private static final double STANDARD_ERRORS = 3;

    @Test
    void aSingleNodeHasTheVarianceKTOverC() {
        double variance = Math.pow(Circuit.STANDARD.thermalNoise(300), 2);
        FreeNodes node = DynamicalSystem.free("one", Couplings.none(1), new double[] {1}, new double[1])
                .freeNodes();

        double[][] measured = covariance(node, variance, 5);

        assertThat(variance).isCloseTo(1.380649e-23 * 300 / 100e-15, within(1e-20));
        assertThat(measured[0][0] / variance).isCloseTo(1, within(STANDARD_ERRORS * Math.sqrt(2.0 / SAMPLES)));
    }

    @Test
    void coupledNodesHaveTheCovarianceOfLyapunovsEquation() {
        for (DynamicalSystem system : new DynamicalSystem[] {Systems.coupled(5, 1, 3), Systems.cascade(4)}) {
            FreeNodes nodes = system.freeNodes();
            double[][] expected = Lyapunov.covariance(nodes, Langevin.intensities(nodes, 0.04));

            double[][] measured = covariance(nodes, 0.04, 8);

            for (int i = 0; i < nodes.count(); i++) {
                for (int j = 0; j < nodes.count(); j++) {
                    assertThat(errors(measured, expected, i, j))
                            .as(system.name() + " " + i + ", " + j)
                            .isLessThan(STANDARD_ERRORS);
                }
            }
        }
    }

    @Test
    void aCovarianceWithoutTheCouplingsIsSeenToBeWrong() {
        FreeNodes nodes = Systems.coupled(5, 1, 3).freeNodes();
        FreeNodes apart = DynamicalSystem.free("apart", Couplings.none(5), nodes.h(), nodes.current())
                .freeNodes();
        double[][] wrong = Lyapunov.covariance(apart, Langevin.intensities(apart, 0.04));

        double[][] measured = covariance(nodes, 0.04, 8);

        assertThat(errors(measured, wrong, 0, 0)).isGreaterThan(STANDARD_ERRORS);
    }

    @Test
    void lyapunovsEquationHolds() {
        for (int seed = 0; seed < 10; seed++) {
            FreeNodes nodes = Systems.coupled(9, 1, seed).freeNodes();
            double[] d = Langevin.intensities(nodes, 1);
            double[][] sigma = Lyapunov.covariance(nodes, d);
            for (int i = 0; i < 9; i++) {
                for (int j = 0; j < 9; j++) {
                    double left = (nodes.h()[i] + nodes.h()[j]) * sigma[i][j];
                    for (int k = 0; k < 9; k++) {
                        left -= nodes.couplings().get(i, k) * sigma[k][j]
                                + sigma[i][k] * nodes.couplings().get(j, k);
                    }
                    assertThat(left).isCloseTo(i == j ? d[i] : 0, within(1e-11));
                }
            }
        }
    }

    /** Standard error of a covariance of Gaussian variables: √((Σ_ii·Σ_jj + Σ_ij²)/samples). */
    private static double errors(double[][] measured, double[][] expected, int i, int j) {
        double square = expected[i][i] * expected[j][j] + expected[i][j] * expected[i][j];
        return Math.abs(measured[i][j] - expected[i][j]) / Math.sqrt(square / SAMPLES);
    }

    /** Samples are ten of the slowest time constants apart, so that they do not know of each other. */
    private static double[][] covariance(FreeNodes nodes, double variance, long seed) {
        double[] rest = Equilibrium.of(nodes);
        FreeNodes resting = nodes.system().startingAt(nodes.all(rest)).freeNodes();
        double dt = 0.04;
        Langevin noisy = new Langevin(resting, variance, dt, seed);
        int n = rest.length;
        double[][] sums = new double[n][n];
        noisy.advance(1000);
        for (int sample = 0; sample < SAMPLES; sample++) {
            noisy.advance(600);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    sums[i][j] += (noisy.sigma()[i] - rest[i]) * (noisy.sigma()[j] - rest[j]) / SAMPLES;
                }
            }
        }
        return sums;
    }
}
