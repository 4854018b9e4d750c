package io.github.dsllm.sim.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import org.junit.jupiter.api.Test;

final class StabilityTest {

    @Test
    void refusesAnUncoupledNodeThatDivergesByItsRowInTheWholeSystem() {
        DynamicalSystem good = Systems.layer(4, 3, 1);
        double[] h = good.h().clone();
        h[2] = 0;

        assertRefused(with(good, h), "h = 0.0 in row 2 is not positive");
    }

    @Test
    void refusesACoupledGroupAtTheRowWhereTheFactorisationFails() {
        DynamicalSystem good = Systems.coupled(20, 1, 5);
        double[] h = good.h().clone();
        Stability.requireSettling(good.freeNodes());
        h[13] = 0.1;

        assertRefused(with(good, h), "not positive definite at row 13");
    }

    @Test
    void directedGroupsAreDecidedByTheirEigenvalues() {
        double[][] rotation = {{0, 3}, {-3, 0}};
        double[][] growth = {{0, 3}, {0.5, 0}};
        double[] h = {1, 1};

        Stability.requireSettling(
                DynamicalSystem.free("spiral", Couplings.of(rotation), h, h).freeNodes());
        assertRefused(
                DynamicalSystem.free("growing", Couplings.of(growth), h, h), "eigenvalue with the real part -0.22");
        double[][] skewed = {{0, 30}, {0.01, 0}};
        Stability.requireSettling(
                DynamicalSystem.free("skewed", Couplings.of(skewed), h, h).freeNodes());
    }

    @Test
    void whatIsRefusedDoesDivergeAndWhatIsAcceptedDoesNot() {
        for (int seed = 0; seed < 200; seed++) {
            java.util.Random random = new java.util.Random(seed);
            int n = 2 + random.nextInt(4);
            double[][] j = new double[n][n];
            double[] h = new double[n];
            for (int i = 0; i < n; i++) {
                h[i] = random.nextDouble() * 2;
                for (int k = 0; k < n; k++) {
                    j[i][k] = random.nextInt(3) == 0 ? random.nextGaussian() : 0;
                }
            }
            FreeNodes nodes =
                    DynamicalSystem.free("seed " + seed, Couplings.of(j), h, h).freeNodes();
            boolean accepted = true;
            try {
                Stability.requireSettling(nodes);
            } catch (UserError refused) {
                accepted = false;
            }
            double[] end = new ExponentialIntegrator()
                    .follow(nodes, new double[] {0, 2000})
                    .last();
            double[] longer = new ExponentialIntegrator()
                    .follow(nodes, new double[] {0, 4000})
                    .last();
            double change = 0;
            for (int i = 0; i < n; i++) {
                change = Math.max(change, Double.isFinite(longer[i]) ? Math.abs(longer[i] - end[i]) : Double.MAX_VALUE);
            }
            assertThat(change < 1e-3).as("seed " + seed).isEqualTo(accepted);
        }
    }

    @Test
    void refusesStepsBeyondTheBoundAndAcceptsThoseBelow() {
        for (DynamicalSystem system :
                new DynamicalSystem[] {Systems.layer(5, 2, 3), Systems.coupled(30, 1, 3), Systems.cascade(5)}) {
            FreeNodes nodes = system.freeNodes();
            double bound = longest(nodes);

            assertThatThrownBy(() -> Stability.requireStep(nodes, 1.01 * bound))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("is too long for " + system.name())
                    .hasMessageContaining("perhaps you should give dt = ");
            double grown =
                    size(EulerIntegrator.follow(nodes, 1.05 * bound, 2000).last());
            assertThat(grown).isGreaterThan(1e6);
            double settled =
                    size(EulerIntegrator.follow(nodes, 0.95 * bound, 2000).last());
            assertThat(settled).isLessThan(1e3);
        }
        FreeNodes nodes = Systems.cascade(3).freeNodes();
        assertThatThrownBy(() -> Stability.requireStep(nodes, Double.NaN))
                .hasMessageContaining("not a positive number");
        assertThatThrownBy(() -> Stability.requireStep(nodes, 0)).hasMessageContaining("not a positive number");
    }

    @Test
    void aQuarticEnergyBoundsWhatIsUnstableAtZero() {
        assertThatCode(() -> Stability.requireSettling(Systems.root(2).freeNodes()))
                .doesNotThrowAnyException();
    }

    private static double longest(FreeNodes nodes) {
        double low = 1e-3;
        double high = 100;
        for (int i = 0; i < 60; i++) {
            double middle = Math.sqrt(low * high);
            boolean accepted = true;
            try {
                Stability.requireStep(nodes, middle);
            } catch (UserError refused) {
                accepted = false;
            }
            low = accepted ? middle : low;
            high = accepted ? high : middle;
        }
        return low;
    }

    private static double size(double[] sigma) {
        double largest = 0;
        for (double value : sigma) {
            largest = Math.max(largest, Double.isFinite(value) ? Math.abs(value) : Double.MAX_VALUE);
        }
        return largest;
    }

    private static DynamicalSystem with(DynamicalSystem system, double[] h) {
        return new DynamicalSystem(
                system.name(), system.couplings(), h, system.cubic(), system.b(), system.clamped(), system.start());
    }

    private static void assertRefused(DynamicalSystem system, String message) {
        assertThatThrownBy(() -> Stability.requireSettling(system.freeNodes()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message)
                .hasMessageContaining("perhaps you should");
    }
}
