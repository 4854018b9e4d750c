package io.github.dsllm.codegen.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.Schedule;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.partition.MultilevelTilePartitioner;
import io.github.dsllm.codegen.partition.Pipeline;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.codegen.quantise.ShapeQuantisation;
import io.github.dsllm.codegen.timing.CycleModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Models without weights on meshes of thousands of tiles. */
class ThousandTilesTest {
    private static final ModelShape SHAPE = TinyModels.shape(1024, 2816, 16, 8, 8, 4000, 64);
    private static final Schedule SCHEDULE = new ImageBuilder(LayoutOptions.mesh(32, 32, 128), new Pipeline())
            .schedule(ShapeQuantisation.of(SHAPE, Numerics.DEFAULT, OperatorMappings.load()));

    @Test
    void everyTileGetsItsShareAndTheExchangesAreSound() {
        assertThat(problems(SCHEDULE.programs())).isEmpty();
        assertThat(SCHEDULE.programs().stream()
                        .flatMap(program -> program.tags().stream())
                        .mapToLong(OperatorTag::macs)
                        .sum())
                .isEqualTo(LayoutShape.of(SHAPE).staticMacs());
    }

    @Test
    void oneSendLessOnOneOfThemIsSeen() {
        List<Program> programs = new ArrayList<>(SCHEDULE.programs());
        int tile = IntStream.range(0, programs.size())
                .filter(each -> !programs.get(each).instructions().isEmpty())
                .max()
                .orElseThrow();
        programs.set(tile, withoutLastSend(programs.get(tile)));

        assertThat(problems(programs))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).startsWith("tile " + tile + " "));
    }

    @Test
    void aPositionTakesAtLeastTheLongestChainOfStreamsAndLessThanOneTileForAll() {
        long chain = SHAPE.dim() + (long) SHAPE.layers() * (5L * SHAPE.dim() + SHAPE.hiddenDim());
        long all = LayoutShape.of(SHAPE).staticMacs() / SCHEDULE.core().lanes();

        assertThat(new CycleModel(SCHEDULE.core(), SCHEDULE.programs()).meanCycles(SHAPE.context()))
                .isBetween((double) chain, (double) all);
    }

    @Test
    void theExampleOfFourThousandTilesHoldsFourLayersOfLlama2() {
        ModelShape shape = TinyModels.withOwnHead(TinyModels.shape(4096, 11008, 4, 32, 32, 32000, 2048));
        ChipSpec chip = new ChipSpecReader().read(Path.of("../examples/chips/llama2-7b-4096.yaml"));

        Schedule schedule = new ImageBuilder(LayoutOptions.of(chip, false), new MultilevelTilePartitioner())
                .schedule(ShapeQuantisation.of(shape, Numerics.DEFAULT, OperatorMappings.load()));

        assertThat(ScheduleVerifier.problems(schedule.core(), shape.vocabulary(), schedule.programs()))
                .isEmpty();
    }

    private static List<String> problems(List<Program> programs) {
        return ScheduleVerifier.problems(SCHEDULE.core(), SHAPE.vocabulary(), programs);
    }

    private static Program withoutLastSend(Program program) {
        int pc = program.tags().size() - 1;
        while (!program.tags().get(pc).operator().equals(Operators.SEND)) {
            pc--;
        }
        return new Program(without(program.instructions(), pc), program.descriptors(), without(program.tags(), pc));
    }

    private static <T> List<T> without(List<T> list, int index) {
        List<T> rest = new ArrayList<>(list);
        rest.remove(index);
        return rest;
    }
}
