package io.github.dsllm.sim.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DynamicsTest {

    static Stream<DynamicalSystem> systems() {
        return Stream.of(
                Systems.layer(7, 5, 1),
                Systems.coupled(12, 1, 2),
                Systems.cascade(6),
                Systems.root(3),
                parallel(Systems.coupled(5, 1, 3), Systems.coupled(4, 0.5, 4)));
    }

    @ParameterizedTest
    @MethodSource("systems")
    void everySystemSettlesWhereItsEquilibriumIsSolved(DynamicalSystem system) {
        FreeNodes nodes = system.freeNodes();

        Stability.requireSettling(nodes);
        double[] rest = Equilibrium.of(nodes);

        assertThat(Equilibrium.residual(nodes, rest)).isLessThan(1e-10);
        assertThat(Evolution.of(nodes, new double[] {0, 200}).last()).containsExactly(rest, within(1e-7));
    }

    @ParameterizedTest
    @MethodSource("systems")
    void exponentialIntegratorAndRungeKuttaFollowTheSamePath(DynamicalSystem system) {
        FreeNodes nodes = system.freeNodes();
        double[] times = Trajectory.grid(6, 30);

        Trajectory steps = new AdaptiveRungeKutta().follow(nodes, times);

        if (nodes.linear()) {
            Trajectory exact = new ExponentialIntegrator().follow(nodes, times);
            for (int k = 0; k < times.length; k++) {
                assertThat(steps.states()[k]).containsExactly(exact.states()[k], within(1e-8));
            }
        } else {
            double v = 2 * nodes.cubic()[0];
            for (int k = 0; k < times.length; k++) {
                double r0 = nodes.start()[0];
                double square = 1 / (v + (1 / (r0 * r0) - v) * Math.exp(-times[k])); // Bernoulli's equation
                assertThat(steps.states()[k][0]).isCloseTo(Math.sqrt(square), within(1e-8));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("systems")
    void energyFallsAndFallsByTheSquareOfTheVelocity(DynamicalSystem system) {
        FreeNodes nodes = system.freeNodes();
        if (!Energy.exists(nodes)) {
            assertThat(system.name()).isEqualTo("cascade");
            return;
        }
        Trajectory path = Evolution.of(nodes, Trajectory.grid(8, 8000));

        double[] energies = Energy.along(path);

        assertThat(Energy.rises(energies, 1e-13)).isZero();
        double[] velocity = new double[nodes.count()];
        nodes.velocity(path.states()[100], velocity);
        double fall = -2 * Arrays.stream(velocity).map(x -> x * x).sum();
        assertThat((energies[101] - energies[99]) / (path.times()[101] - path.times()[99]))
                .isCloseTo(fall, within(1e-4 * Math.abs(fall)));
    }

    @Test
    void anEnergyThatRisesIsCounted() {
        assertThat(Energy.rises(new double[] {3, 2, 2.1, 1}, 1e-12)).isEqualTo(1);
        assertThat(Energy.rises(new double[] {3, 2, 2.1, 1}, 0.1)).isZero();
    }

    @Test
    void clampedNodesStayAndDrive() {
        DynamicalSystem system = Systems.layer(3, 2, 9);

        double[] all = system.freeNodes().all(Equilibrium.of(system.freeNodes()));

        for (int i = 0; i < 3; i++) {
            double current = system.b()[i]
                    + system.couplings().get(i, 3) * all[3]
                    + system.couplings().get(i, 4) * all[4];
            assertThat(all[i]).isCloseTo(current / system.h()[i], within(1e-14));
        }
        assertThat(Arrays.copyOfRange(all, 3, 5)).isEqualTo(Arrays.copyOfRange(system.start(), 3, 5));
    }

    @Test
    void eulerStepsStayWithinTheirErrorBoundOnEveryStep() {
        FreeNodes nodes = Systems.layer(9, 4, 5).freeNodes();
        double[] rest = Equilibrium.of(nodes);
        for (double dt : new double[] {0.01, 0.1, 0.4, 0.9}) {
            Trajectory euler = EulerIntegrator.follow(nodes, dt, 60);
            Trajectory exact = new ExponentialIntegrator().follow(nodes, euler.times());
            for (int k = 0; k <= 60; k++) {
                for (int i = 0; i < rest.length; i++) {
                    double bound = EulerIntegrator.errorBound(nodes.start()[i], rest[i], nodes.h()[i], dt, k);
                    assertThat(Math.abs(euler.states()[k][i] - exact.states()[k][i]))
                            .isLessThanOrEqualTo(bound + 1e-14);
                }
            }
        }
    }

    @Test
    void integerTrajectoriesStayWithinTheirErrorBoundOnEveryStepAndTheirEnergyWithinOneUnit() {
        FreeNodes nodes = Systems.layer(9, 4, 6).freeNodes();
        FixedPointEuler machine = new FixedPointEuler(12);
        double[] rest = Equilibrium.of(nodes);
        for (double dt : new double[] {0.02, 0.1, 0.4}) {
            Trajectory path = machine.follow(nodes, dt, 200);
            double before = Double.POSITIVE_INFINITY;
            for (int k = 0; k <= 200; k++) {
                for (int i = 0; i < rest.length; i++) {
                    int a = FixedPointEuler.stepSize(nodes.h()[i], dt);
                    double target = Math.rint(rest[i] / machine.lsb()) * machine.lsb();
                    double exact = target + (path.states()[0][i] - target) * Math.exp(-a * k / 65536.0);
                    assertThat(Math.abs(path.states()[k][i] - exact))
                            .isLessThanOrEqualTo(machine.errorBound(path.states()[0][i], target, a, k) + 1e-12);
                }
                double energy = Energy.of(nodes, path.states()[k]);
                assertThat(energy)
                        .isLessThanOrEqualTo(before + Energy.effectOfOneStep(nodes, path.states()[k], machine.lsb()));
                before = energy;
            }
        }
    }

    @Test
    void theErrorBoundIsTightEnoughToSeeAStepOfTheWrongSize() {
        FreeNodes nodes = Systems.layer(1, 2, 7).freeNodes();
        double rest = Equilibrium.of(nodes)[0];
        FixedPointEuler machine = new FixedPointEuler(14);
        int right = FixedPointEuler.stepSize(nodes.h()[0], 0.1);

        Trajectory wrong = machine.follow(nodes, 0.11, 20);

        double exact = rest + (wrong.states()[0][0] - rest) * Math.exp(-right * 10 / 65536.0);
        assertThat(Math.abs(wrong.states()[10][0] - exact))
                .isGreaterThan(machine.errorBound(wrong.states()[0][0], rest, right, 10));
    }

    @Test
    void aNodeSettlesAfterTheLogarithmOfItsDistance() {
        FreeNodes nodes = DynamicalSystem.free("one", Couplings.none(1), new double[] {2}, new double[] {1})
                .freeNodes();

        Trajectory path = Evolution.of(nodes, Trajectory.grid(8, 4000));

        double[] settled = SettlingTime.of(path, Equilibrium.of(nodes), SettlingTime.EIGHT_BITS);
        assertThat(settled[0]).isCloseTo(Math.log(256) / 2, within(1e-3));
    }

    @Test
    void componentsListDriversBeforeWhatTheyDrive() {
        Couplings couplings = new Couplings.Builder(5)
                .add(0, 1, 1)
                .add(1, 0, 1)
                .add(1, 4, 1)
                .add(2, 0, 1)
                .add(3, 3, 1)
                .build();

        assertThat(Components.of(couplings))
                .containsExactly(new int[] {4}, new int[] {0, 1}, new int[] {2}, new int[] {3});
    }

    private static DynamicalSystem parallel(DynamicalSystem left, DynamicalSystem right) {
        int n = left.nodes();
        double[][] matrix = new double[n + right.nodes()][n + right.nodes()];
        double[] h = Arrays.copyOf(left.h(), matrix.length);
        double[] b = Arrays.copyOf(left.b(), matrix.length);
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                boolean same = i < n == j < n;
                matrix[i][j] = !same
                        ? 0
                        : i < n ? left.couplings().get(i, j) : right.couplings().get(i - n, j - n);
            }
            h[i] = i < n ? h[i] : right.h()[i - n];
            b[i] = i < n ? b[i] : right.b()[i - n];
        }
        return DynamicalSystem.free("parallel", Couplings.of(matrix), h, b);
    }
}
