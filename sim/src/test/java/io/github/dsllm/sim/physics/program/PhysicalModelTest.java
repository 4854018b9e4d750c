package io.github.dsllm.sim.physics.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.program.LockedStage;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.sim.physics.DynamicalSystem;
import io.github.dsllm.sim.physics.Energy;
import io.github.dsllm.sim.physics.Evolution;
import io.github.dsllm.sim.physics.FreeNodes;
import io.github.dsllm.sim.physics.Trajectory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PhysicalModelTest {
    @TempDir
    Path folder;

    @Test
    void nodesThatSettleStageByStageComputeTheLogitsOfTheFloatModel() {
        LanguageModel model = model();
        FloatTransformer reference = new FloatTransformer(model);
        PhysicalModel analog = new PhysicalModel(model, OperatorMappings.load());

        for (int position = 0; position < 3; position++) {
            float[] expected = reference.forward(2 + position, position);
            double[] logits = analog.next(2 + position);

            for (int i = 0; i < logits.length; i++) {
                assertThat(logits[i]).isCloseTo(expected[i], within(2e-5));
            }
        }
    }

    @Test
    void energyFallsInEveryStageOfALayerUntilItIsRead() {
        PhysicalModel analog = new PhysicalModel(model(), OperatorMappings.load());
        analog.next(1);
        analog.next(3);

        for (LockedStage stage : analog.stages()) {
            FreeNodes nodes = StageSystem.of(stage).freeNodes();
            double end = Double.isFinite(stage.duration()) ? stage.duration() : 12;
            Trajectory path = Evolution.of(nodes, Trajectory.grid(end, 300));

            assertThat(Energy.rises(Energy.along(path), 1e-12))
                    .as(stage.stage().name())
                    .isZero();
            double[] read = PhysicalModel.read(StageSystem.of(stage), stage.duration());
            double size = 1 + java.util.Arrays.stream(read).map(Math::abs).max().orElse(0);
            assertThat(path.last()).as(stage.stage().name()).containsExactly(read, within(1e-4 * size));
        }
    }

    @Test
    void aPartOfAStageMovesAsItDoesInTheWhole() {
        PhysicalModel analog = new PhysicalModel(model(), OperatorMappings.load());
        analog.next(1);
        LockedStage stage = analog.stages().stream()
                .filter(s -> s.stage().name().equals("layers.0.w1"))
                .findFirst()
                .orElseThrow();

        DynamicalSystem whole = StageSystem.of(stage);
        DynamicalSystem part = StageSystem.of(stage, 1, 2);

        double[] times = {0, 0.7};
        double[] all = Evolution.of(whole.freeNodes(), times).last();
        assertThat(Evolution.of(part.freeNodes(), times).last()).containsExactly(all[1], all[2]);
    }

    private LanguageModel model() {
        return Models.open(TinyModels.llama2c(folder, TinyModels.withOwnHead(TinyModels.smallest()), 3));
    }
}
