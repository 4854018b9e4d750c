package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.CouplingTraining;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.learning.BlockImage;
import io.github.dsllm.codegen.learning.LearningBlock;
import io.github.dsllm.codegen.learning.LearningBlocks;
import io.github.dsllm.codegen.learning.LearningCore;
import io.github.dsllm.codegen.learning.LearningHead;
import io.github.dsllm.codegen.learning.LearningHeads;
import io.github.dsllm.codegen.learning.LearningImage;
import io.github.dsllm.codegen.timing.CycleModel;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.StoryRequest;
import io.github.dsllm.verification.simulator.VerilatorSimulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads and a transformer block learn in the generated hardware as in the golden model: every coupling after every update. */
@Tag("native")
class LearningHeadsTest {
    private static final int LANES = 8;
    private static final int UPDATES = 1000;
    private static final int STALLED = 20;
    private static final int CONTEXT = 1024;

    @TempDir
    private Path directory;

    static Stream<Arguments> heads() {
        return Stream.of(
                Arguments.of(LearningHeads.classes(12, 4, 64), LearningHeads.MASTERS),
                Arguments.of(LearningHeads.teacher(11, 9, 40, 1), LearningHeads.RANDOM));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void everyUpdateOfAHeadIsThatOfTheGoldenModel(LearningHead head, CouplingTraining training) {
        ChipImage image = LearningImage.of(head, core(training));

        learns(image, shown(head.teaching(), head.examples().size()));
    }

    @Test
    void everyUpdateOfABlockIsThatOfTheGoldenModel() {
        LearningBlock block = LearningBlocks.recall(8, 8, 3, 128);
        ChipImage image = BlockImage.of(block, core(LearningHeads.MASTERS));

        learns(image, shown(block.teaching(), block.examples().size()));
    }

    private static LearningCore core(CouplingTraining training) {
        return new LearningCore(LearningHeads.NUMERICS, training, LANES, CONTEXT, true);
    }

    /** Examples in turn, then one that does not teach, then the token that asks for the couplings. */
    private static List<Integer> shown(int teaching, int examples) {
        List<Integer> shown = new ArrayList<>(
                IntStream.range(0, UPDATES).map(s -> s % teaching).boxed().toList());
        shown.add(examples - 1);
        shown.add(examples);
        return shown;
    }

    private void learns(ChipImage image, List<Integer> shown) {
        StoryRequest story = StoryRequest.of(shown, Controls.greedy().withLimit(1));
        StoryRequest stalled = StoryRequest.of(
                        shown.subList(UPDATES - STALLED, shown.size()),
                        Controls.greedy().withLimit(1))
                .withStalls(5);

        CoSimulationResult result =
                simulate(image, new VerificationPlan(List.of(story), List.of(stalled), false, directory));

        assertThat(result.difference()).isNull();
        assertThat(result.tokenDifferences()).isEmpty();
        assertThat(result.equal()).isTrue();
        assertThat(result.faultDetected()).as(result.injectedFault()).isTrue();
        CycleModel foreseen = CycleModel.of(image);
        assertThat(result.measurements().cyclesByPosition()).hasSizeGreaterThanOrEqualTo(UPDATES);
        result.measurements()
                .cyclesByPosition()
                .forEach((position, cycles) -> assertThat(cycles)
                        .as("position %d", position)
                        .isEqualTo(foreseen.cycles(position, shown.get(position))));
    }

    private CoSimulationResult simulate(ChipImage image, VerificationPlan plan) {
        Path rtl = directory.resolve("rtl");
        Path files = directory.resolve("image");
        new CoreGenerator().generate(image.core(), rtl);
        ImageFiles.write(image, files);
        CoreBuild build = new CoreBuild(rtl, image.core(), Profile.FAST, false, directory.resolve("builds"));
        return new CoSimulation(VerilatorSimulator.forShortStories(), build, image, files).run(plan, position -> {});
    }
}
