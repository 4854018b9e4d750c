package io.github.dsllm.codegen.coupled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Numerics;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FixedPointSystemTest {
    private static final int STEPS = 400;

    static List<CoupledSystems.Example> examples() {
        return CoupledSystems.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void settlesAtTheAnswer(CoupledSystems.Example example) {
        FixedPointSystem system = example.system();

        for (int start = 0; start < system.starts().size(); start++) {
            long[] state = state(system, start);
            for (int step = 0; step < STEPS; step++) {
                state = system.next(state);
            }
            double[] rest = example.rest()[start];
            for (int i = 0; i < rest.length; i++) {
                assertThat(Math.scalb((double) state[i], -system.places()))
                        .as("start %d, node %d", start, i)
                        .isCloseTo(rest[i], within(example.tolerance()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void energyNeverRisesByMoreThanOneUnitOfEachNode(CoupledSystems.Example example) {
        FixedPointSystem system = example.system();

        for (int start = 0; start < system.starts().size(); start++) {
            long[] state = state(system, start);
            double first = system.energy(state);
            for (int step = 0; step < STEPS; step++) {
                long[] next = system.next(state);
                assertThat(system.energy(next))
                        .as("start %d, step %d", start, step)
                        .isLessThanOrEqualTo(system.energy(state) + system.energyOfOneUnit(state));
                state = next;
            }
            assertThat(system.energy(state)).isLessThan(first);
        }
    }

    @Test
    void energyRisesWhereTheStepIsTooLong() {
        FixedPointSystem system = Discretisation.of(Numerics.FIDELITY, 20, 10)
                .discretise(
                        "too long",
                        new double[][] {{0, 0.5}, {0.5, 0}},
                        new double[] {1, 1},
                        new double[2],
                        new boolean[2],
                        1.5,
                        List.of(new double[] {1, -1}));
        long[] state = state(system, 0);

        assertThat(system.energy(system.next(state)))
                .isGreaterThan(system.energy(state) + system.energyOfOneUnit(state));
    }

    @Test
    void aBiasIsACouplingToAConstantNodeAndAClampedNodeHasNone() {
        FixedPointSystem system = Discretisation.of(Numerics.FIDELITY, 16, 12)
                .discretise(
                        "biased",
                        new double[][] {{0, 1}, {1, 0}},
                        new double[] {1, 1},
                        new double[] {0.5, 0},
                        new boolean[] {false, true},
                        0.5,
                        List.of(new double[] {0, 0.25}));

        assertThat(system.nodes()).isEqualTo(3);
        assertThat(system.clamped()).containsExactly(false, true, true);
        assertThat(system.starts().get(0)).containsExactly(0, 1024, 1 << 14);
        assertThat(system.next(state(system, 0))).containsExactly(1536, 1024, 1 << 14);
    }

    @Test
    void whatTheGridCannotHoldIsRefusedWithARemedy() {
        Discretisation grid = Discretisation.of(Numerics.DEFAULT, 16, 15);
        double[][] one = {{0}};
        double[] h = {1};
        double[] zero = {0};
        boolean[] free = {false};

        assertThatThrownBy(() -> grid.discretise("far", one, h, zero, free, 0.5, List.of(new double[] {1.5})))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("node 0 starts at 1.5")
                .hasMessageContaining("±1.0")
                .hasMessageContaining("perhaps");
        assertThatThrownBy(() -> grid.discretise("empty", one, zero, zero, free, 0.5, List.of(zero)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no finite coupling");
        assertThatThrownBy(() -> grid.discretise("short", one, h, zero, free, 1e-30, List.of(zero)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should choose another dt");
    }

    private static long[] state(FixedPointSystem system, int start) {
        return Arrays.stream(system.starts().get(start)).asLongStream().toArray();
    }
}
