package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The trained models: a prompt and 64 tokens from generated RTL, every instruction of every tile compared. */
@Tag("native")
@Tag("reference")
class ReferenceModelsTest {
    private static final int NEW_TOKENS = 64;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "llama2c-stories260K/stories260K.bin, 1, 1, 64",
        "llama2c-stories260K/stories260K.bin, 2, 2, 16",
        "hf-tinystories-656k, 1, 1, 64",
        "hf-tinystories-656k, 2, 2, 16"
    })
    void speaksFromRtlBitForBitAsItsGoldenModel(String model, int rows, int columns, int lanes) {
        ChipImage image = image(Shared.file("models/" + model), rows, columns, lanes);
        Path files = directory.resolve("image");
        ImageFiles.write(image, files);

        CoSimulationResult result = new CoSimulation(Simulator.named("verilator"), build(image), image, files)
                .run(plan(image), tokens -> {});

        Difference difference = result.difference();
        assertThat(difference == null ? "" : difference.describe()).isEmpty();
        assertThat(result.tokenDifferences()).isEmpty();
        assertThat(result.equal()).isTrue();
        assertThat(result.faultDetected()).as(result.injectedFault()).isTrue();
        assertThat(result.measurements().count()).isGreaterThan(NEW_TOKENS / 2);
    }

    private VerificationPlan plan(ChipImage image) {
        StoryRequest story = StoryRequest.of(
                List.of(image.bosToken(), 403, 407, 261, 378), Controls.greedy().withLimit(NEW_TOKENS));
        return new VerificationPlan(List.of(story), List.of(), false, directory);
    }

    private static ChipImage image(Path file, int rows, int columns, int lanes) {
        LanguageModel model = Models.open(file);
        QuantisedModel quantised = new Quantiser(Numerics.DEFAULT)
                .quantise(model, CalibrationSet.sampled(model, 1))
                .model();
        LayoutOptions options =
                rows * columns == 1 ? LayoutOptions.singleTile(lanes) : LayoutOptions.mesh(rows, columns, lanes);
        return new ImageBuilder(options.withTrace(true)).build("reference", quantised, "00");
    }

    private CoreBuild build(ChipImage image) {
        Path rtl = directory.resolve("rtl");
        new CoreGenerator().generate(image.core(), rtl);
        return new CoreBuild(rtl, image.core(), Profile.FAST, false, directory.resolve("cache"));
    }
}
