package io.github.dsllm.sim.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.TinyArchitectures;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quality;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random models of every anatomy, from float to golden machines of one and of several tiles. */
final class ArchitecturesTest {
    @ParameterizedTest
    @EnumSource
    void theGoldenMachineComputesWhatTheFloatModelDoes(TinyArchitectures architecture) {
        LanguageModel model = architecture.model(21);
        CalibrationSet text = CalibrationSet.sampled(model, 8);
        ChipImage image = image(new Quantiser(Numerics.FIDELITY).quantise(model, text), LayoutOptions.singleTile(16));

        Quality quality = quality(model, image, text);
        Quality other = quality(architecture.model(22), image, text);

        assertThat(quality.divergence()).isBetween(0.0, 5e-4);
        assertThat(quality.topAgreement()).isGreaterThan(0.96);
        assertThat(other.divergence()).as("divergence from another model").isGreaterThan(0.05);
    }

    @ParameterizedTest
    @EnumSource
    void anyMeshGivesTheSameBits(TinyArchitectures architecture) {
        LanguageModel model = architecture.model(23);
        Quantisation quantisation = new Quantiser(Numerics.DEFAULT).quantise(model, CalibrationSet.sampled(model, 8));

        List<Integer> expected = logits(image(quantisation, LayoutOptions.singleTile(16)));

        assertThat(logits(image(quantisation, LayoutOptions.singleTile(4)))).isEqualTo(expected);
        assertThat(logits(image(quantisation, LayoutOptions.mesh(2, 2, 8)))).isEqualTo(expected);
        assertThat(logits(image(quantisation, LayoutOptions.mesh(1, 3, 4)))).isEqualTo(expected);
    }

    private static ChipImage image(Quantisation quantisation, LayoutOptions options) {
        return new ImageBuilder(options).build("tiny", quantisation, "");
    }

    private static Quality quality(LanguageModel model, ChipImage image, CalibrationSet text) {
        return Quality.compare(
                new FloatTransformer(model)::forward, MachineLogits.of(GoldenMachine.of(image)), text.sequences());
    }

    private static List<Integer> logits(ChipImage image) {
        GoldenMachine machine = GoldenMachine.checked(image);
        List<Integer> logits = new ArrayList<>();
        for (int position = 0; position < image.core().depths().context(); position++) {
            machine.force((7 * position + 3) % image.vocabulary(), position);
            for (int token = 0; token < image.vocabulary(); token++) {
                logits.add(machine.logit(token));
            }
        }
        return logits;
    }
}
