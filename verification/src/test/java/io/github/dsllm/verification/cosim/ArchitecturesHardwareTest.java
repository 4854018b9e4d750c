package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.TinyArchitectures;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.sim.quality.SortingLetters;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryRequest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models with biases, layer norm and learned positions from generated RTL, every instruction compared, a fault injected. */
@Tag("native")
class ArchitecturesHardwareTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"GPT2, 1, 16", "PHI, 2, 8", "QWEN2, 1, 4"})
    void computesBitForBitAsItsGoldenModel(TinyArchitectures architecture, int columns, int lanes) {
        LanguageModel model = architecture.model(31);
        Quantisation quantisation = new Quantiser(Numerics.DEFAULT).quantise(model, CalibrationSet.sampled(model, 4));

        assertEqual(
                quantisation,
                columns,
                lanes,
                List.of(StoryRequest.of(List.of(1, 9, 30, 4), Controls.greedy().withLimit(12))));
    }

    @ParameterizedTest
    @CsvSource({"1, 16", "2, 16"})
    @Tag("reference")
    void aTrainedGpt2SortsLettersBitForBitAsItsGoldenModel(int columns, int lanes) {
        Quantisation quantisation = SortingLetters.quantised(SortingLetters.model(), Numerics.DEFAULT);
        List<StoryRequest> stories = SortingLetters.inputs(20, 3).stream()
                .map(input -> StoryRequest.of(
                        Arrays.stream(input).boxed().toList(), Controls.greedy().withLimit(6)))
                .toList();

        assertEqual(quantisation, columns, lanes, stories);
    }

    private void assertEqual(Quantisation quantisation, int columns, int lanes, List<StoryRequest> stories) {
        LayoutOptions options = columns == 1 ? LayoutOptions.singleTile(lanes) : LayoutOptions.mesh(1, columns, lanes);
        ChipImage image = new ImageBuilder(options.withTrace(true)).build("tiny", quantisation, "00");
        Path files = directory.resolve("image");
        ImageFiles.write(image, files);

        CoSimulationResult result = new CoSimulation(Simulator.named("verilator"), build(image), image, files)
                .run(new VerificationPlan(stories, List.of(), false, directory), tokens -> {});

        Difference difference = result.difference();
        assertThat(difference == null ? "" : difference.describe()).isEmpty();
        assertThat(result.tokenDifferences()).isEmpty();
        assertThat(result.equal()).isTrue();
        assertThat(result.faultDetected()).as(result.injectedFault()).isTrue();
    }

    private CoreBuild build(ChipImage image) {
        Path rtl = directory.resolve("rtl");
        new CoreGenerator().generate(image.core(), rtl);
        return new CoreBuild(rtl, image.core(), Profile.FAST, false, directory.resolve("cache"));
    }
}
