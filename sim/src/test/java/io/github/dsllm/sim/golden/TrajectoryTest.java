package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutOptions.Trajectory;
import org.junit.jupiter.api.Test;

class TrajectoryTest {
    private static final LayoutOptions SETTLE = LayoutOptions.singleTile(16);

    @Test
    void oneStepWithTimeConstantOneIsASettleUpToTheGuardRounding() {
        ChipImage settle = image(SETTLE);
        ChipImage trajectory = image(SETTLE.withTrajectory(new Trajectory(1, 1, false)));
        int pc = firstLinear(settle);

        long[] settled = written(settle, pc);
        long[] stepped = written(trajectory, pc);

        assertThat(stepped).hasSameSizeAs(settled);
        for (int node = 0; node < settled.length; node++) {
            assertThat(Math.abs(stepped[node] - settled[node])).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void theEnergyNeverRisesAlongATrajectory() {
        int steps = 12;
        ChipImage image = image(SETTLE.withTrajectory(new Trajectory(steps, 0.4, false)));
        int pc = firstLinear(image);
        Descriptor descriptor =
                image.tiles().get(0).descriptorOf(image.tiles().get(0).program().get(pc));
        int nodes = descriptor.valid();

        long[] path = values(image, pc);

        for (int node = 0; node < nodes; node++) {
            long equilibrium =
                    path[path.length - nodes + node] << image.core().numerics().guardBits();
            long sign = Long.signum(equilibrium);
            for (int step = 1; step < steps; step++) {
                assertThat(sign * path[step * nodes + node])
                        .isGreaterThanOrEqualTo(sign * path[(step - 1) * nodes + node]);
            }
        }
    }

    @Test
    void manySmallStepsComeNearTheEquilibrium() {
        ChipImage settle = image(SETTLE);
        int pc = firstLinear(settle);

        long[] settled = written(settle, pc);
        long[] relaxed = written(image(SETTLE.withTrajectory(new Trajectory(40, 0.5, false))), pc);

        for (int node = 0; node < settled.length; node++) {
            assertThat(Math.abs(relaxed[node] - settled[node])).isLessThanOrEqualTo(2);
        }
    }

    private static ChipImage image(LayoutOptions options) {
        return new ImageBuilder(options).build("synthetic", SyntheticImages.model(1), "");
    }

    private static int firstLinear(ChipImage image) {
        TileImage tile = image.tiles().get(0);
        int pc = 0;
        while (tile.descriptorOf(tile.program().get(pc)).function() != NodeFunction.LINEAR) {
            pc++;
        }
        return pc;
    }

    private static long[] values(ChipImage image, int pc) {
        GoldenMachine machine = GoldenMachine.of(image);
        ValueRecorder recorder = new ValueRecorder(0, 0, pc);
        machine.record(recorder);
        machine.force(1, 0);
        return recorder.values();
    }

    private static long[] written(ChipImage image, int pc) {
        TileImage tile = image.tiles().get(0);
        int nodes = tile.descriptorOf(tile.program().get(pc)).valid();
        long[] values = values(image, pc);
        return java.util.Arrays.copyOfRange(values, values.length - nodes, values.length);
    }
}
