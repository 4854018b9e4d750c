package io.github.dsllm.sim.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quality;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trained GPT-2 on the chip: the answers of the float model. */
@Tag("reference")
final class SortingReferenceTest {
    private static final int INPUTS = 200;

    @Test
    void aGpt2InHuggingFaceLayoutComputesOnTheChipWhatTheFloatModelDoes() {
        LanguageModel model = Models.open(Shared.file("models/hf-tiny-random-gpt2"));
        CalibrationSet text = CalibrationSet.sampled(model, 2);
        ChipImage image = new ImageBuilder(LayoutOptions.singleTile(32))
                .build("tiny", new Quantiser(Numerics.DEFAULT).quantise(model, text), "");

        Quality quality = Quality.compare(
                new FloatTransformer(model)::forward, MachineLogits.of(GoldenMachine.of(image)), text.sequences());

        assertThat(quality.divergence()).isBetween(0.0, 2e-3);
    }

    @ParameterizedTest
    @CsvSource({"DEFAULT, 16, 1", "DEFAULT, 64, 1", "DEFAULT, 16, 2", "FIDELITY, 16, 1"})
    void theChipSortsAsManyInputsAsTheFloatModel(String widths, int lanes, int columns) {
        LanguageModel model = SortingLetters.model();
        Numerics numerics = widths.equals("DEFAULT") ? Numerics.DEFAULT : Numerics.FIDELITY;
        LayoutOptions options = columns == 1 ? LayoutOptions.singleTile(lanes) : LayoutOptions.mesh(1, columns, lanes);
        ChipImage image = new ImageBuilder(options).build("sort", SortingLetters.quantised(model, numerics), "");
        List<int[]> inputs = SortingLetters.inputs(INPUTS, 7);

        int right = SortingLetters.sorted(MachineLogits.of(GoldenMachine.of(image)), inputs);

        System.out.println(
                widths + ", " + columns + " x " + lanes + " lanes: " + right + " of " + INPUTS + " in order");
        assertThat(right)
                .isGreaterThanOrEqualTo(198)
                .isGreaterThanOrEqualTo(SortingLetters.sorted(new FloatTransformer(model)::forward, inputs));
    }
}
