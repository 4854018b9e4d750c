package io.github.dsllm.verification.spice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.program.LockedStage;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.sim.physics.Couplings;
import io.github.dsllm.sim.physics.DynamicalSystem;
import io.github.dsllm.sim.physics.FreeNodes;
import io.github.dsllm.sim.physics.Systems;
import io.github.dsllm.sim.physics.Trajectory;
import io.github.dsllm.sim.physics.program.PhysicalModel;
import io.github.dsllm.sim.physics.program.StageSystem;
import io.github.dsllm.sim.physics.spice.Circuit;
import io.github.dsllm.sim.physics.spice.Form;
import io.github.dsllm.sim.physics.spice.SpiceDeck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SpiceComparisonTest {
    private static final int MOST = 12;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Form.class)
    @Tag("native")
    void circuitsOfEveryStageKindOfAModelMoveAsTheEquationSays(Form form) throws IOException {
        PhysicalModel model = new PhysicalModel(
                Models.open(TinyModels.llama2c(folder, TinyModels.withOwnHead(TinyModels.smallest()), 3)),
                OperatorMappings.load());
        model.next(1);
        model.next(4);
        model.next(2);
        Set<String> kinds = new HashSet<>();
        for (LockedStage stage : model.stages()) {
            String name = stage.stage().name();
            if (!kinds.add(name.replaceAll("layers\\.\\d+\\.", ""))) {
                continue;
            }
            DynamicalSystem system =
                    StageSystem.of(stage, 0, Math.min(MOST, stage.stage().freeNodes()));

            SpiceComparison found = compare(name, system, form, stage.duration());

            assertThat(found.worst()).as(name + " as " + form).isLessThan(SpiceComparison.TOLERANCE);
        }
        assertThat(kinds).contains("wq", "attentionNorm.root", "weightedSum.exponential", "weightedSum.sum", "scores");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    @Tag("native")
    void circuitsOfCoupledSystemsAndCascadesMoveAsTheEquationSays(Form form) throws IOException {
        assertThat(compare("b1", Systems.coupled(16, 1, 3), form, Double.POSITIVE_INFINITY)
                        .worst())
                .isLessThan(SpiceComparison.TOLERANCE);
        assertThat(compare("a2", Systems.cascade(6), form, Double.POSITIVE_INFINITY)
                        .worst())
                .isLessThan(SpiceComparison.TOLERANCE);
        assertThat(compare("timed", Systems.layer(6, 4, 2), form, 0.8).worst()).isLessThan(SpiceComparison.TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    @Tag("native")
    void aDeckWithOneCouplingOffByAHundredthIsSeen(Form form) throws IOException {
        DynamicalSystem right = Systems.layer(8, 6, 7);
        double[] values = right.couplings().values().clone();
        values[values.length / 2] *= 1.01;
        Couplings j = right.couplings();
        DynamicalSystem wrong = new DynamicalSystem(
                "wrong",
                new Couplings(j.nodes(), j.starts(), j.columns(), values),
                right.h(),
                right.cubic(),
                right.b(),
                right.clamped(),
                right.start());
        FreeNodes expected = form.effective(right).freeNodes();
        Trajectory spice = new Ngspice()
                .run(folder, "twin", new SpiceDeck(wrong, form, Circuit.STANDARD).text(40), expected, Circuit.STANDARD);

        SpiceComparison found = SpiceComparison.compare("twin", form, expected, spice, Double.POSITIVE_INFINITY, 40);

        assertThat(found.passed()).isFalse();
        assertThat(found.node()).isEqualTo(rowOf(j, values.length / 2));
    }

    @Test
    @Tag("native")
    void passiveCouplingsLoadTheNodeByTheSumOfTheirSizes() throws IOException {
        DynamicalSystem system = Systems.layer(10, 6, 11);
        FreeNodes nodes = system.freeNodes();
        String deck = new SpiceDeck(system, Form.PASSIVE, Circuit.STANDARD).text(30);

        Trajectory path = new Ngspice().run(folder, "passive", deck, nodes, Circuit.STANDARD);

        for (int i = 0; i < nodes.count(); i++) {
            double effective = system.h()[i] + system.couplings().absoluteRowSum(i);
            double tau = 1 / effective;
            double rest = path.last()[i];
            double measured =
                    Math.log((path.states()[0][i] - rest) / (path.at(tau)[i] - rest)) / (tau - path.times()[0]);
            assertThat(measured).isCloseTo(effective, within(1e-4 * effective));
            assertThat(Math.abs(measured - system.h()[i])).isGreaterThan(0.1);
        }
    }

    @Test
    @Tag("native")
    void thermalNoiseOfAConductanceGivesTheVarianceKTOverC() throws IOException {
        int n = SpiceDeck.MOST_NODES;
        double[] h = new double[n];
        java.util.Arrays.fill(h, 1);
        DynamicalSystem quiet = DynamicalSystem.free("noise", Couplings.none(n), h, new double[n]);
        String deck = new SpiceDeck(quiet, Form.VCCS, Circuit.STANDARD)
                .withThermalNoise(300)
                .text(500, 0.02);

        Trajectory path = new Ngspice().run(folder, "noise", deck, quiet.freeNodes(), Circuit.STANDARD);

        double sum = 0;
        int samples = 0;
        for (double time = 10; time < 500; time += 3) {
            for (double sigma : path.at(time)) {
                sum += sigma * sigma;
                samples++;
            }
        }
        double expected = Math.pow(Circuit.STANDARD.thermalNoise(300), 2);
        assertThat(samples).isGreaterThan(10_000);
        // ngspice cannot be given a seed for this source, so five standard errors, and one in a hundred for the finite
        // step
        assertThat(sum / samples / expected).isCloseTo(1, within(5 * Math.sqrt(2.0 / samples) + 0.02));
    }

    @Test
    @Tag("native")
    void mismatchSpreadsTheRestByItsRelativeSize() throws IOException {
        int n = SpiceDeck.MOST_NODES;
        double[] ones = new double[n];
        java.util.Arrays.fill(ones, 1);
        DynamicalSystem equal = DynamicalSystem.free("mismatch", Couplings.none(n), ones, ones);
        String deck = new SpiceDeck(equal, Form.VCCS, Circuit.STANDARD)
                .withMismatch(0.02)
                .text(20);

        Trajectory path = new Ngspice().run(folder, "mismatch", deck, equal.freeNodes(), Circuit.STANDARD);

        double square = 0;
        for (double sigma : path.last()) {
            square += (sigma - 1) * (sigma - 1);
        }
        double spread = Math.sqrt(square / n);
        assertThat(spread).isBetween(0.02 * 0.6, 0.02 * 1.4);
    }

    @Test
    void aMissingNgspiceIsNamedWithTheLineThatInstallsIt() {
        assertThatThrownBy(() -> SpiceComparison.of(
                        new Ngspice("no-such-ngspice"),
                        folder,
                        "x",
                        Systems.cascade(2),
                        Form.VCCS,
                        Circuit.STANDARD,
                        1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no-such-ngspice cannot be started")
                .hasMessageContaining("apt-get install ngspice");
    }

    private SpiceComparison compare(String name, DynamicalSystem system, Form form, double duration)
            throws IOException {
        return SpiceComparison.of(new Ngspice(), folder, name, system, form, Circuit.STANDARD, duration);
    }

    private static int rowOf(Couplings couplings, int entry) {
        int row = 0;
        while (couplings.starts()[row + 1] <= entry) {
            row++;
        }
        return row;
    }
}
