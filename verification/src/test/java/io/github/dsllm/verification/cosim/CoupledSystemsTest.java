package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.coupled.CoupledImage;
import io.github.dsllm.codegen.coupled.CoupledSystems;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.StoryRequest;
import io.github.dsllm.verification.simulator.VerilatorSimulator;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coupled nodes relax in the generated hardware as in the golden model, in every step: memory, linear equations, regression, a quadratic program. */
@Tag("native")
class CoupledSystemsTest {
    private static final int LANES = 8;
    private static final int STEPS = 60;

    @TempDir
    private Path directory;

    @Test
    void everyStepOfEverySystemIsThatOfTheGoldenModel() {
        List<CoupledSystems.Example> examples = CoupledSystems.all();
        List<ChipImage> images = onOneCore(examples.stream()
                .map(example -> CoupledImage.of(example.system(), CoupledSystems.NUMERICS, LANES, STEPS, true))
                .toList());
        CoreParameters core = images.get(0).core();
        Path rtl = directory.resolve("rtl");
        new CoreGenerator().generate(core, rtl);
        CoreBuild build = new CoreBuild(rtl, core, Profile.CHECKED, false, directory.resolve("builds"));

        for (ChipImage image : images) {
            CoSimulationResult result = compare(build, image);

            assertThat(result.difference()).as(image.name()).isNull();
            assertThat(result.equal()).as(image.name()).isTrue();
            assertThat(result.comparedGroups()).isGreaterThan(STEPS);
            assertThat(result.faultDetected())
                    .as("%s; %s", image.name(), result.injectedFault())
                    .isTrue();
        }
    }

    private CoSimulationResult compare(CoreBuild build, ChipImage image) {
        Path files = directory.resolve(image.name().replace(' ', '-'));
        ImageFiles.write(image, files);
        List<StoryRequest> starts = IntStream.range(0, Math.min(3, image.vocabulary()))
                .mapToObj(start ->
                        StoryRequest.of(List.of(start), Controls.greedy().withLimit(1)))
                .toList();
        return new CoSimulation(VerilatorSimulator.forShortStories(), build, image, files)
                .run(new VerificationPlan(starts, List.of(), false, directory), position -> {});
    }

    /** The same images on a core that has room for each of them, so that one simulator serves all. */
    private static List<ChipImage> onOneCore(List<ChipImage> images) {
        CoreParameters core = images.stream()
                .map(ChipImage::core)
                .reduce((a, b) -> a.withDepths(a.depths().covering(b.depths()))
                        .withWidths(a.widths().covering(b.widths())))
                .orElseThrow();
        return images.stream().map(image -> image.with(core, image.tiles())).toList();
    }
}
