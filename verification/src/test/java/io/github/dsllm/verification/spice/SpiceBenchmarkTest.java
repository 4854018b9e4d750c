package io.github.dsllm.verification.spice;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.program.LockedStage;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.sim.physics.DynamicalSystem;
import io.github.dsllm.sim.physics.Systems;
import io.github.dsllm.sim.physics.program.PhysicalModel;
import io.github.dsllm.sim.physics.program.StageSystem;
import io.github.dsllm.sim.physics.spice.Circuit;
import io.github.dsllm.sim.physics.spice.Form;
import io.github.dsllm.sim.physics.spice.SpiceDeck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of stage of stories260K as circuits of up to 64 nodes in all forms, and 64 coupled nodes: worst errors and times. Needs ngspice and {@code -Ddsllm.shared}.
 * Writes target/benchmark/spice.json.
 */
@Tag("benchmark")
@Tag("native")
@Tag("reference")
class SpiceBenchmarkTest {
    private static final int MOST_COUPLINGS = 4096;
    private static final int COUPLED_NODES = 32;
    private static final int[] TOKENS = {1, 403, 407, 261};

    @TempDir
    Path folder;

    private final StringBuilder lines = new StringBuilder();
    private double worst;

    @Test
    void everyStageKindOfStories260KAgreesWithItsCircuits() throws IOException {
        PhysicalModel model = new PhysicalModel(
                Models.open(Shared.file("models/llama2c-stories260K/stories260K.bin")), OperatorMappings.load());
        for (int token : TOKENS) {
            model.next(token);
        }
        Set<String> kinds = new HashSet<>();
        for (LockedStage stage : model.stages()) {
            String kind = stage.stage().name().replaceAll("layers\\.\\d+\\.", "");
            if (kinds.add(kind)) {
                measure(kind, part(stage), stage.duration());
            }
        }
        measure("coupled", Systems.coupled(COUPLED_NODES, 1, 1), Double.POSITIVE_INFINITY);
        measure("cascade", Systems.cascade(16), Double.POSITIVE_INFINITY);

        Path file = Path.of("target", "benchmark", "spice.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "[" + lines.substring(0, lines.length() - 1) + "]\n");
        assertThat(worst).isLessThanOrEqualTo(SpiceComparison.TOLERANCE);
    }

    /** As many nodes as a deck takes, and fewer where each has many couplings. */
    private static DynamicalSystem part(LockedStage stage) {
        int nodes = Math.min(SpiceDeck.MOST_NODES, stage.stage().freeNodes());
        long couplings = StageSystem.of(stage, 0, 1).couplings().count();
        return StageSystem.of(stage, 0, (int) Math.min(nodes, Math.max(1, MOST_COUPLINGS / Math.max(1, couplings))));
    }

    private void measure(String kind, DynamicalSystem system, double duration) throws IOException {
        for (Form form : Form.values()) {
            long started = System.nanoTime();
            SpiceComparison found =
                    SpiceComparison.of(new Ngspice(), folder, "deck", system, form, Circuit.STANDARD, duration);
            String line = String.format(
                    Locale.ROOT,
                    "{\"stage\": \"%s\", \"form\": \"%s\", \"nodes\": %d, \"couplings\": %d, \"atTau\": %.2e, \"atEnd\": %.2e, \"seconds\": %.1f}",
                    kind,
                    form,
                    system.freeNodes().count(),
                    system.couplings().count(),
                    found.atTau(),
                    found.atEnd(),
                    (System.nanoTime() - started) / 1e9);
            System.out.println(line);
            lines.append("\n").append(line).append(",");
            worst = Math.max(worst, found.worst());
        }
    }
}
