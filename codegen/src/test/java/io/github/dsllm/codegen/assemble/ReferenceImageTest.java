package io.github.dsllm.codegen.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.image.Assembly;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.schedule.ScheduleVerifier;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("reference")
class ReferenceImageTest {
    private static final Path MODEL = Shared.file("reference/numerics-default/default.model.txt");

    @Test
    void stories260KOn64LanesHasTheKnownWorkAndSize() {
        ChipImage image = TextImage.build(MODEL, LayoutOptions.singleTile(64));

        var tags = image.tiles().get(0).operators();
        assertThat(tags.stream().mapToLong(OperatorTag::macs).sum()).isEqualTo(259_328);
        assertThat(tags.stream().mapToLong(OperatorTag::macsPerPosition).sum()).isEqualTo(640);
        assertThat(image.core().depths().couplings()).isEqualTo(4252);
        assertThat(image.core().widths().accumulator()).isEqualTo(34);
        assertThat(Assembly.of(image, 0)).contains("LINEAR").contains("layer 4 w2 [0 … 63]");
    }

    @Test
    void stories260KOnFourTilesDoesTheSameWork() {
        ChipImage image = TextImage.build(MODEL, LayoutOptions.mesh(2, 2, 16));

        long macs = image.tiles().stream()
                .flatMap(tile -> tile.operators().stream())
                .mapToLong(OperatorTag::macs)
                .sum();
        assertThat(macs).isEqualTo(259_328);
        assertThat(ScheduleVerifier.problems(image)).isEmpty();
    }
}
