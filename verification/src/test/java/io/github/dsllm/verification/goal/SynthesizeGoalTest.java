package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.verification.fpga.PlaceAndRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("native")
class SynthesizeGoalTest {
    private static final int LANES = 4;

    @TempDir
    private Path folder;

    private final RecordedMessages messages = new RecordedMessages();

    @Test
    void countsWhatTheCoreAndItsModulesTake() throws IOException {
        GoalResult result = goal("ecp5", "LFE5U-25F-6", "auto").run();

        assertThat(result.value("logicPerLane")).isEqualTo(result.value("logic") / LANES);
        assertThat(result.value("multipliers")).isGreaterThan(LANES);
        assertThat(result.checks()).singleElement().satisfies(fits -> {
            assertThat(fits.passed()).isTrue();
            assertThat(fits.detail()).isEqualTo("LFE5U-25F-6 has enough of everything");
        });
        JsonNode modules = new ObjectMapper()
                .readTree(folder.resolve("out").resolve("resources.json").toFile());
        assertThat(modules.findValuesAsText("module")).contains("DsCore", "Lane");
        assertThat(messages.lines).anyMatch(line -> line.startsWith("LFE5U-25F-6: "));
    }

    @Test
    void nodeStatesInLogicWhereThereIsNoMemoryForThemAreRefusedBeforeAnythingIsGenerated() {
        assertThatThrownBy(() -> goal("ice40", "iCE40HX8K", "logic").run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("fpga.states: logic is for family ecp5, not for iCE40HX8K");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private SynthesizeGoal goal(String family, String part, String states) throws IOException {
        Path model = TinyModels.llama2c(folder, TinyModels.smallest(), 7);
        Path chip = Files.writeString(folder.resolve("chip.yaml"), """
                name: tiny-chip
                tiles: { rows: 1, columns: 1 }
                lanes: %d
                memory: { coupling: 1 Mb, state: 1 Mb, keyValue: 1 Mb }
                clock: 25 MHz
                context: 24
                fpga: { family: %s, part: %s, states: %s }
                """.formatted(LANES, family, part, states));
        return new SynthesizeGoal(
                Requests.generate(model, chip, folder),
                new FpgaRequest(null, null, null, PlaceAndRoute.DEFAULT),
                messages);
    }
}
