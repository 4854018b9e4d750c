package io.github.dsllm.codegen.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.Schedule;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.partition.Pipeline;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.ShapeQuantisation;
import org.junit.jupiter.api.Test;

/** A model without weights, layer by layer on 32 × 32 tiles. */
class ThousandTilesTest {
    @Test
    void everyTileGetsItsShareAndTheExchangesAreSound() {
        ModelShape shape = TinyModels.shape(1024, 2816, 16, 8, 8, 4000, 64);
        Quantisation model = ShapeQuantisation.of(shape, Numerics.DEFAULT, OperatorMappings.load());

        Schedule schedule = new ImageBuilder(LayoutOptions.mesh(32, 32, 128), new Pipeline()).schedule(model);

        assertThat(ScheduleVerifier.problems(schedule.core(), shape.vocabulary(), schedule.programs()))
                .isEmpty();
        assertThat(schedule.programs().stream()
                        .flatMap(program -> program.tags().stream())
                        .mapToLong(OperatorTag::macs)
                        .sum())
                .isEqualTo(LayoutShape.of(shape).staticMacs());
    }
}
