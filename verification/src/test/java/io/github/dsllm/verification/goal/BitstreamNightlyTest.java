package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.verification.fpga.PlaceAndRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A trained language model from its file to the bitstream of an ECP5, without external memory: stories260K, 256 positions, 8-bit couplings. Takes half an hour, so it is run
 * by night ({@code -Pnightly}); {@code target/nightly} keeps what docs/fpga records. -Ddsllm.nightly.chip= names another chip spec than the one of 16 lanes, -Ddsllm.nightly.numerics= its
 * constants, -Ddsllm.nightly.dense=true spreads it (dsllm.dense), and -Ddsllm.nightly.seed= is the seed of its placement.
 */
@Tag("nightly")
class BitstreamNightlyTest {
    private static final Path CHIP =
            Path.of(System.getProperty("dsllm.nightly.chip", "../examples/chips/ecp5-85f-16.yaml"));

    private static final String NUMERICS = System.getProperty("dsllm.nightly.numerics", "default");

    private static final PlaceAndRoute PLACE =
            new PlaceAndRoute(Long.getLong("dsllm.nightly.seed", 1), Boolean.getBoolean("dsllm.nightly.dense"));

    @Test
    void aTrainedLanguageModelGetsItsBitstream() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "nightly"));
        Path output = folder.resolve("out");
        Path model = Shared.file("models/llama2c-stories260K/stories260K.bin");
        GenerateRequest generate = Requests.generate(model, CHIP, folder, NUMERICS, "auto", null, null);

        GoalResult result =
                new FpgaGoal(generate, new FpgaRequest(null, null, null, PLACE), new RecordedMessages()).run();

        assertThat(output.resolve("fpga").resolve("design.bit")).isNotEmptyFile();
        assertThat(result.value("clockReached")).isGreaterThanOrEqualTo(result.value("clock"));
        Files.write(folder.resolve("place-summary.txt"), summary(output.resolve("fpga/place.log")));
    }

    /** What place and route says of the part and of the clock, without the course of its search. */
    private static List<String> summary(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains("%") || line.contains("Max frequency"))
                .toList();
    }
}
