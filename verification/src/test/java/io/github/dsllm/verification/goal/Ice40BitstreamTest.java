package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.verification.fpga.PlaceAndRoute;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trained language model with attention from its folder to the bitstream of an iCE40HX8K, with the tools of the distribution. Place and route take minutes. */
@Tag("native")
class Ice40BitstreamTest {
    private static final Path MODEL = Path.of("../examples/models/stories9K");
    private static final Path CHIP = Path.of("../examples/chips/ice40-hx8k.yaml");
    private static final String NUMERICS = "../examples/chips/ice40-hx8k.numerics.yaml";

    @TempDir
    private Path directory;

    @Test
    void aLanguageModelGetsTheBitstreamOfASmallPart() throws IOException {
        FpgaRequest request = new FpgaRequest(null, null, "ice40hx8k-b-evn", PlaceAndRoute.DEFAULT);

        GoalResult result = new FpgaGoal(generate(), request, new RecordedMessages()).run();

        assertThat(directory.resolve("out/fpga/design.bin")).isNotEmptyFile();
        assertThat(result.value("clock")).isEqualTo(24e6);
        assertThat(result.value("clockReached")).isGreaterThanOrEqualTo(24e6);
    }

    @Test
    void aCompactCoreRefusesATemperature() {
        RunRequest request = new RunRequest("golden", "Once", 4, 0.8, 1);

        assertThatThrownBy(() -> new RunGoal(generate(), request, new RecordedMessages()).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("takes the most probable token only");
    }

    private GenerateRequest generate() {
        return Requests.generate(MODEL, CHIP, directory, NUMERICS, "auto", null, null);
    }
}
