package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.CouplingTraining;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.UpdateRounding;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole core is accepted by Verilator -Wall, Yosys and Icarus, whatever its parameters. */
@Tag("native")
class CoreLintTest {

    @TempDir
    private Path directory;

    enum Core {
        /** One tile with all that is optional. */
        FULL(1, 1, 16, 8, 2, 4, Numerics.DEFAULT, true, true),
        /** Wide numerics, no trajectories, no trace. */
        FIDELITY(1, 1, 8, 4, 1, 2, Numerics.FIDELITY, false, false),
        /** A mesh. */
        MESH(2, 2, 8, 8, 1, 8, Numerics.DEFAULT, false, true),
        /** A mesh with an external memory. */
        RELOADING(1, 3, 8, 8, 1, 8, Numerics.DEFAULT, false, true, new CoreParameters.External(1000, 8, 256)),
        /** One tile with it, without trace. */
        RELOADING_ALONE(1, 1, 4, 4, 1, 4, Numerics.FIDELITY, false, false, new CoreParameters.External(1000, 8, 256)),
        /** Couplings with master bits that learn. */
        LEARNING(new CouplingTraining(12, UpdateRounding.NEAREST, 1), true),
        /** Couplings that learn by updates that are rounded at random, without trace. */
        DRAWING(new CouplingTraining(0, UpdateRounding.STOCHASTIC, 5), false),
        /** Settle units of sixteen lanes that serve two heads each. */
        SEVERAL_HEADS(16);

        private final CoreParameters parameters;

        Core(int unitLanes) {
            parameters = Cores.ofUnits(unitLanes).withTrace(true);
        }

        Core(CouplingTraining training, boolean trace) {
            parameters = Cores.of(Numerics.DEFAULT).withTraining(training).withTrace(trace);
        }

        Core(
                int rows,
                int columns,
                int lanes,
                int segmentLanes,
                int kvShare,
                int clusterLanes,
                Numerics numerics,
                boolean trajectory,
                boolean trace) {
            this(rows, columns, lanes, segmentLanes, kvShare, clusterLanes, numerics, trajectory, trace, null);
        }

        Core(
                int rows,
                int columns,
                int lanes,
                int segmentLanes,
                int kvShare,
                int clusterLanes,
                Numerics numerics,
                boolean trajectory,
                boolean trace,
                CoreParameters.@Nullable External external) {
            parameters = new CoreParameters(
                            rows,
                            columns,
                            lanes,
                            segmentLanes,
                            kvShare,
                            clusterLanes,
                            lanes / 2,
                            numerics,
                            new CoreParameters.Widths(24, 42, 32, 27),
                            new CoreParameters.Depths(256, 32, 8, 24, 32, 16, 64, 32),
                            trajectory,
                            trace)
                    .withExternal(external);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isAcceptedByVerilatorYosysAndIcarus(Core core) throws IOException {
        UnitBench bench = new UnitBench(directory, () -> new DsCore(core.parameters));
        bench.emptyMemories(core.parameters.tiles());

        assertThat(bench.lint(CoreGenerator.TOP)).isEmpty();
        assertThat(bench.yosys("hierarchy -check -top " + CoreGenerator.TOP + "; proc; check -assert"))
                .noneMatch(line -> line.contains("ERROR") || line.contains("conflicting drivers"));
        assertThat(bench.icarus(CoreGenerator.TOP)).isEmpty();
    }
}
