package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.cosim.PretendedSimulator.Defect;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.StoryRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The comparison itself, with a pretended RTL: what is equal is found equal, and every defect is found. */
class CoSimulationTest {
    private static final int POSITIONS = 6;

    @TempDir
    private Path directory;

    private ChipImage image;

    @BeforeEach
    void writeImage() {
        image = TinyImages.mesh(directory, 1, 2, 8, Numerics.DEFAULT);
        ImageFiles.write(image, directory.resolve("image"));
    }

    @Test
    void findsTwoEqualMachinesEqual() {
        CoSimulationResult result = run(Defect.NONE, false);

        assertThat(result.equal()).isTrue();
        assertThat(result.tokens()).isEqualTo(POSITIONS);
        assertThat(result.comparedGroups())
                .isEqualTo(POSITIONS
                        * image.tiles().stream()
                                .mapToLong(tile -> tile.program().size())
                                .sum());
        assertThat(result.faultDetected()).isTrue();
        assertThat(result.difference()).isNull();
        assertThat(result.measurements().cyclesPerToken()).isEqualTo(1000);
    }

    @Test
    void locatesTheFirstInstructionThatDiffersWithItsValues() {
        CoSimulationResult result = run(Defect.WRONG_DIGEST, true);

        Difference difference = result.difference();
        assertThat(result.equal()).isFalse();
        assertThat(difference.position()).isEqualTo(PretendedSimulator.DEFECT_POSITION);
        assertThat(difference.tile()).isZero();
        assertThat(difference.pc()).isEqualTo(PretendedSimulator.defectPc(image));
        assertThat(difference.describe())
                .contains(
                        "value 0: expected " + difference.expected().get(0) + ", the RTL has "
                                + (difference.expected().get(0) + 1),
                        "wave.fst",
                        difference.operator().operator());
    }

    @ParameterizedTest
    @EnumSource(names = {"WRONG_SATURATIONS", "WRONG_TOKEN", "WRONG_FAULT", "HANGS", "NEVER_ENDS"})
    void findsEveryOtherDefect(Defect defect) {
        assertThat(run(defect, false).equal()).isFalse();
    }

    @Test
    void saysSoWhenAFaultWouldGoUnseen() {
        CoSimulationResult result = run(Defect.IGNORES_COUPLINGS, false);

        assertThat(result.equal()).isTrue();
        assertThat(result.faultDetected()).isFalse();
        assertThat(result.injectedFault()).endsWith("not seen");
    }

    private CoSimulationResult run(Defect defect, boolean waveforms) {
        CoreBuild build = new CoreBuild(directory, image.core(), Profile.FAST, false, directory);
        StoryRequest story = StoryRequest.of(
                List.of(1, 5, 9), Controls.greedy().withLimit(POSITIONS - 2).atTemperature(0.8, 7));
        return new CoSimulation(new PretendedSimulator(defect), build, image, directory.resolve("image"))
                .run(new VerificationPlan(List.of(story), List.of(), waveforms, directory), tokens -> {});
    }
}
