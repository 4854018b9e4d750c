package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.CoreParameters.Training;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads learn in the generated hardware as in the golden model: every coupling after every update, with both ways of rounding. */
@Tag("native")
class LearningHeadsTest {
    private static final int LANES = 8;
    private static final int UPDATES = 1000;
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
    void everyUpdateIsThatOfTheGoldenModel(LearningHead head, Training training) {
        ChipImage image = LearningImage.of(head, LearningHeads.NUMERICS, training, LANES, CONTEXT, true);
        Path rtl = directory.resolve("rtl");
        Path files = directory.resolve("image");
        new CoreGenerator().generate(image.core(), rtl);
        ImageFiles.write(image, files);
        CoreBuild build = new CoreBuild(rtl, image.core(), Profile.FAST, false, directory.resolve("builds"));
        List<Integer> shown = new ArrayList<>(IntStream.range(0, UPDATES)
                .map(s -> s % head.teaching())
                .boxed()
                .toList());
        shown.add(head.examples().size() - 1);
        shown.add(LearningImage.storeToken(head));
        StoryRequest story = StoryRequest.of(shown, Controls.greedy().withLimit(1));
        StoryRequest stalled = StoryRequest.of(
                        shown.subList(UPDATES - 20, UPDATES + 2),
                        Controls.greedy().withLimit(1))
                .withStalls(5);

        CoSimulationResult result = new CoSimulation(VerilatorSimulator.forShortStories(), build, image, files)
                .run(new VerificationPlan(List.of(story), List.of(stalled), false, directory), position -> {});

        assertThat(result.difference()).isNull();
        assertThat(result.equal()).isTrue();
        assertThat(result.faultDetected()).as(result.injectedFault()).isTrue();
        CycleModel foreseen = CycleModel.of(image);
        result.measurements()
                .cyclesByPosition()
                .forEach((position, cycles) -> assertThat(cycles)
                        .as("position %d", position)
                        .isEqualTo(foreseen.cycles(position, shown.get(position))));
    }
}
