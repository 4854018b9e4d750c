package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutOptions.Trajectory;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden machine against scripts/check_numerics.py, which reads the image files with code of its own in another language. */
@Tag("native")
class IndependentCheckTest {
    private static final List<Integer> PROMPT = List.of(1, 3, 2);
    private static final int NEW_TOKENS = 6;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void everyDigestOfAnySettlingModelIsTheSame(long seed) throws IOException, InterruptedException {
        assertSame(image(SyntheticImages.model(seed), options(seed)), Controls.greedy());
    }

    @Test
    void everyDigestOfATrajectoryIsTheSame() throws IOException, InterruptedException {
        LayoutOptions options = options(1).withTrajectory(new Trajectory(5, 0.7, true));

        assertSame(image(SyntheticImages.model(1), options), Controls.greedy());
    }

    @Test
    void everyDigestWithPlainDivisionIsTheSame() throws IOException, InterruptedException {
        assertSame(image(SyntheticImages.model(2), options(2).withPlainDivision(9)), Controls.greedy());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DISCHARGE", "TAYLOR3"})
    void everyDigestWithAnotherExponentialIsTheSame(String exponential) throws IOException, InterruptedException {
        Numerics numerics = Numerics.DEFAULT.withExponential(Exponential.valueOf(exponential));

        assertSame(image(SyntheticModels.any(6, numerics), LayoutOptions.singleTile(64)), Controls.greedy());
    }

    @Test
    void sampledTokensAreTheSame() throws IOException, InterruptedException {
        assertSame(
                image(SyntheticImages.model(3), options(3)), Controls.greedy().atTemperature(30, 0x1234567));
    }

    @Test
    void aDamagedMachineIsSeen() throws IOException, InterruptedException {
        ChipImage image = image(SyntheticImages.model(3), options(3));

        List<String> damaged = golden(Faults.flipHeadCoupling(image), Controls.greedy());

        assertThat(independent(image, Controls.greedy())).isNotEqualTo(damaged);
    }

    private static LayoutOptions options(long seed) {
        return LayoutOptions.singleTile(16 << seed % 3).withContext(10);
    }

    private static ChipImage image(QuantisedModel model, LayoutOptions options) {
        return new ImageBuilder(options).build("synthetic", model, "");
    }

    private void assertSame(ChipImage image, Controls controls) throws IOException, InterruptedException {
        assertThat(independent(image, controls)).isEqualTo(golden(image, controls));
    }

    private static List<String> golden(ChipImage image, Controls controls) {
        List<String> lines = new ArrayList<>();
        GoldenMachine machine = GoldenMachine.of(image);
        machine.listen((position, tile, pc, digest, saturations) ->
                lines.add(String.format("digest %d %d %016x %d", position, pc, digest, saturations)));
        machine.start(PROMPT, controls.withLimit(NEW_TOKENS));
        Digest logits = new Digest();
        Output output;
        do {
            output = machine.step();
            for (int token = 0; token < image.vocabulary(); token++) {
                logits.accept(machine.logit(token));
            }
            lines.add(String.format("token %d %d %016x", output.position(), output.token(), logits.value()));
        } while (output.end() == End.GOES_ON);
        return lines;
    }

    private List<String> independent(ChipImage image, Controls controls) throws IOException, InterruptedException {
        ImageFiles.write(image, folder.resolve("image"));
        List<String> command = new ArrayList<>(
                List.of("python3", script().toString(), folder.resolve("image").toString()));
        command.addAll(
                List.of("--temperature-code", "" + controls.inverseTemperature(), "--seed", "" + controls.seed()));
        command.addAll(List.of("--new-tokens", "" + NEW_TOKENS));
        PROMPT.forEach(token -> command.add(token.toString()));
        Path output = folder.resolve("output");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(exit).as("%s", Files.readString(output)).isZero();
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }

    private static Path script() {
        Path module = Path.of("").toAbsolutePath();
        Path script = module.resolveSibling("scripts").resolve("check_numerics.py");
        assertThat(script).exists();
        return script;
    }
}
