package io.github.dsllm.sim.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quality;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate of this model is an operator that only test code knows. */
final class ForeignOperatorTest {
    @TempDir
    Path folder;

    @Test
    void theGoldenMachineSpeaksLikeTheFloatModel() {
        LanguageModel model = Models.open(
                TinyModels.huggingFace(folder, TinyModels.withActivation(TinyModels.smallest(), "tanh"), 5));
        CalibrationSet text = CalibrationSet.sampled(model, 8);
        Quantisation quantisation = new Quantiser(Numerics.FIDELITY).quantise(model, text);
        ChipImage image = new ImageBuilder(LayoutOptions.singleTile(16)).build("tanh", quantisation, "");

        Quality quality = Quality.compare(
                new FloatTransformer(model)::forward, MachineLogits.of(GoldenMachine.of(image)), text.sequences());

        assertThat(image.nodeTable()).hasSize(1024);
        assertThat(quality.divergence()).isBetween(0.0, 1e-4);
        assertThat(quality.topAgreement()).isGreaterThan(0.97);
    }
}
