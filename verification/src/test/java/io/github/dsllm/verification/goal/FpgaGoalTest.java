package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything is generated or any tool is started. */
class FpgaGoalTest {
    private static final String HOST = "host: { baud: 1000000 }\n";

    @TempDir
    private Path folder;

    @Test
    void aChipThatNobodyCouldTalkToIsRefused() {
        assertThatThrownBy(() -> fpga("", "ulx3s", null).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("tiny-chip has no serial line to the host")
                .hasMessageContaining("host: { baud: 1000000 }");
        assertThatThrownBy(
                        () -> fpga("host: { interface: axi }\n", "ulx3s", null).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no serial line");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "ulx4s, -, there is no board ulx4s; did you mean ulx3s?",
                "ulx3s, iCE40UP5K, family ecp5 has no part iCE40UP5K",
                "-, -, names no FPGA; perhaps you should add fpga:",
                "tang-nano-20k, GW9, family gowin has no part GW9"
            })
    void anFpgaThatIsNotThereIsRefused(String board, String part, String message) {
        assertThatThrownBy(() -> fpga(HOST, board, part).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aClockThatThePllOfTheBoardCannotMakeIsRefused() {
        assertThatThrownBy(() -> fpga(HOST, "ulx3s", null, "83.3 MHz").run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should write clock: 82.143 MHz");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private FpgaGoal fpga(String host, @Nullable String board, @Nullable String part) throws IOException {
        return fpga(host, board, part, "80 MHz");
    }

    private FpgaGoal fpga(String host, @Nullable String board, @Nullable String part, String clock) throws IOException {
        Path model = TinyModels.llama2c(folder, TinyModels.smallest(), 7);
        Path chip = Files.writeString(folder.resolve("chip.yaml"), """
                name: tiny-chip
                tiles: { rows: 1, columns: 1 }
                lanes: 8
                memory: { coupling: 1 Mb, state: 1 Mb, keyValue: 1 Mb }
                clock: %s
                context: 24
                """.formatted(clock) + host);
        GenerateRequest generate = new GenerateRequest(
                model,
                chip,
                folder.resolve("out"),
                folder.resolve("sources"),
                null,
                "default",
                null,
                "auto",
                1,
                null,
                null,
                null,
                null,
                "test");
        return new FpgaGoal(generate, new FpgaRequest(null, part, board, 1), new RecordedMessages());
    }
}
