package io.github.dsllm.codegen.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutOptionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "single-64.yaml",
                "mesh-2x2.yaml",
                "ecp5-85f.yaml",
                "single-64-reload.yaml",
                "ecp5-85f-reload.yaml",
                "two-chips.yaml"
            })
    void theExampleChipsHoldAModelOf260ThousandCouplings(String example) {
        QuantisedModel model = SyntheticModels.model(1, Numerics.DEFAULT, 64, 172, 5, 8, 4, 8, 512, 512, true);
        ChipSpec chip = new ChipSpecReader().read(Path.of("../examples/chips").resolve(example));

        ChipImage image = new ImageBuilder(LayoutOptions.of(chip, true)).build("m", model, "");

        assertThat(image.core().tiles()).isEqualTo(chip.tiles().count());
        assertThat(image.core().lanes()).isEqualTo(chip.lanes());
        assertThat(image.core().depths().context()).isEqualTo(chip.context());
        assertThat(image.core().linkWords()).isEqualTo(chip.link().wordsPerCycle());
        assertThat(image.core().trace()).isTrue();
        assertThat(image.core().external() != null).isEqualTo(chip.external() != null);
        assertThat((long) image.core().depths().couplings())
                .isLessThanOrEqualTo(chip.memory().coupling().capacity(chip.lanes() * 8L));
    }
}
