package io.github.dsllm.sim.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trained GPT-2 on the chip: the answers of the float model. */
@Tag("reference")
final class SortingReferenceTest {
    private static final int INPUTS = 200;

    @ParameterizedTest
    @CsvSource({"DEFAULT, 16, 1", "DEFAULT, 64, 1", "DEFAULT, 16, 2", "FIDELITY, 16, 1"})
    void theChipSortsAsManyInputsAsTheFloatModel(String widths, int lanes, int columns) {
        LanguageModel model = SortingLetters.model();
        Numerics numerics = widths.equals("DEFAULT") ? Numerics.DEFAULT : Numerics.FIDELITY;
        LayoutOptions options =
                columns == 1 ? LayoutOptions.singleTile(lanes) : LayoutOptions.mesh(1, columns, lanes);
        ChipImage image =
                new ImageBuilder(options).build("sort", SortingLetters.quantised(model, numerics), "");
        List<int[]> inputs = SortingLetters.inputs(INPUTS, 7);

        int right = SortingLetters.sorted(MachineLogits.of(GoldenMachine.of(image)), inputs);

        assertThat(right)
                .isGreaterThanOrEqualTo(198)
                .isGreaterThanOrEqualTo(SortingLetters.sorted(new FloatTransformer(model)::forward, inputs));
    }
}
