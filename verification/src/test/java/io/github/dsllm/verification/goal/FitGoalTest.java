package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.verification.fpga.PlaceAndRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitGoalTest {
    /** 130,000 couplings: more than an LFE5U-25F holds with 8 bits, fewer than with 4. */
    private static final ModelShape LARGE = TinyModels.shape(64, 256, 2, 8, 4, 160, 64);

    @TempDir
    private Path folder;

    private final RecordedMessages messages = new RecordedMessages();

    @Test
    void aChipThatFitsKeepsItsNumbers() throws IOException {
        ChipSpec chip = fitted(TinyModels.smallest(), 8, "LFE5U-85F-6", null);

        assertThat(chip.lanes()).isEqualTo(8);
        assertThat(chip.context()).isEqualTo(24);
        assertThat(result().value("couplingBits")).isEqualTo(8);
        assertThat(result().value("statesInLogic")).isZero();
        assertThat(result().value("logic")).isPositive();
        assertThat(result().value("tokensPerSecondForeseen")).isPositive();
        assertThat(messages.lines).anyMatch(line -> line.startsWith("right-sized for LFE5U-85F-6: 8 lanes"));
    }

    @Test
    void aSmallPartGetsFewerLanes() throws IOException {
        ChipSpec chip = fitted(TinyModels.smallest(), 64, "LFE5U-25F-6", null);

        assertThat(chip.lanes()).isLessThan(64);
        assertThat(chip.fpga()).isEqualTo(new ChipSpec.Fpga("ecp5", "LFE5U-25F-6", ChipSpec.States.AUTO));
        assertThat(result().value("lanesAsked")).isEqualTo(64);
        assertThat(result().value("lanes")).isEqualTo(chip.lanes());
        assertThat(result().value("couplingBits")).isEqualTo(8);
    }

    /** At this clock units of 8 lanes cost 4 % of the tokens per second of those of 4, and units of 16 more than 5 %: neither the fastest nor the smallest chip is taken. */
    @ParameterizedTest
    @CsvSource({"4, 8", "16, 16"})
    void settleUnitsAreAsLargeAsTokensPerSecondAllow(int asked, int chosen) throws IOException {
        ModelShape shape = TinyModels.shape(64, 256, 2, 4, 4, 160, 64);

        GenerateRequest request = goal(shape, "lanes: 32\nunitLanes: " + asked, "ecp5", "LFE5U-85F-6", null)
                .run();

        assertThat(new ChipSpecReader().read(request.chip()).unitLanes()).isEqualTo(chosen);
        assertThat(result().value("unitLanesAsked")).isEqualTo(asked);
        assertThat(result().value("unitLanes")).isEqualTo(chosen);
    }

    @Test
    void nodeStatesLeaveTheirBlockRamsToCouplings() throws IOException {
        ChipSpec chip = fitted(TinyModels.shape(64, 256, 2, 8, 4, 1500, 64), 8, "LFE5U-45F-6", null);

        assertThat(Objects.requireNonNull(chip.fpga()).states()).isEqualTo(ChipSpec.States.LOGIC);
        assertThat(messages.lines).anyMatch(line -> line.contains("node states in logic"));
    }

    @Test
    void narrowerCouplingsAreMeasuredOnTheText() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "a story\n\nanother story\n");

        ChipSpec chip = fitted(LARGE, 8, "LFE5U-45F-6", text);

        assertThat(chip.widths().coupling()).isEqualTo((int) result().value("couplingBits"));
        assertThat(result().value("perplexityFloat")).isPositive();
        assertThat(result().value("perplexityFixed")).isPositive();
        assertThat(result().value("perplexityAsked")).isPositive();
    }

    @Test
    void whatHasNotChangedIsNotSoughtAgain() throws IOException {
        ChipSpec first = fitted(TinyModels.smallest(), 8, "LFE5U-85F-6", null);
        messages.lines.clear();

        assertThat(fitted(TinyModels.smallest(), 8, "LFE5U-85F-6", null)).isEqualTo(first);
        assertThat(messages.lines).singleElement().asString().startsWith("up to date");
    }

    @Test
    void aPartThatIsTooSmallIsRefusedWithWhatIsShortAndThePartThatWouldDo() {
        assertThatThrownBy(() -> fitted(TinyModels.shape(64, 512, 4, 8, 4, 500, 128), 16, "LFE5U-25F-6", null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no size of this chip fits LFE5U-25F-6: with ")
                .hasMessageContaining(" block RAMs of 56")
                .hasMessageContaining("the smallest part that would do is LFE5U-");
        assertThat(folder.resolve("out/fit.json")).doesNotExist();
    }

    @Test
    void aModelThatIsTooLargeForAllPartsIsRefused() {
        assertThatThrownBy(() -> fitted(TinyModels.shape(128, 1024, 4, 8, 4, 2000, 64), 16, "LFE5U-85F-6", null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no part of family ecp5 has room for this model");
    }

    @ParameterizedTest
    @CsvSource({
        "ice40, iCE40UP5K, look-up tables of 5280",
        "ice40, iCE40HX8K, look-up tables of 7680",
        "xilinx, XC7A100T-1, no runs of synthesis are recorded for family xilinx",
        "ecp5, LFE5U-65F-6, family ecp5 has no part LFE5U-65F-6"
    })
    void partsThatNothingIsForeseenForAreRefused(String family, String part, String message) {
        assertThatThrownBy(() -> goal(TinyModels.smallest(), "lanes: 8", family, part, null)
                        .run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message);
    }

    @Test
    void anExternalMemoryIsRefused() {
        assertThatThrownBy(() -> goal(
                                TinyModels.smallest(),
                                "lanes: 8\nexternal: { bandwidth: 1 GB/s, latency: 100 ns }",
                                "ecp5",
                                "LFE5U-85F-6",
                                null)
                        .run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("right-sizing is for chips of one tile")
                .hasMessageContaining("leave the key external out");
    }

    @Test
    void aCompactCoreIsRefused() {
        assertThatThrownBy(() -> goal(TinyModels.smallest(), "lanes: 4\ncompact: true", "ecp5", "LFE5U-85F-6", null)
                        .run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is compact, and nothing was fitted to compact cores");
    }

    private ChipSpec fitted(ModelShape shape, int lanes, String part, @Nullable Path text) throws IOException {
        GenerateRequest request =
                goal(shape, "lanes: " + lanes, "ecp5", part, text).run();
        return new ChipSpecReader().read(request.chip());
    }

    private GoalResult result() {
        return GoalResult.read(folder.resolve("out"), FitGoal.NAME).orElseThrow();
    }

    private FitGoal goal(ModelShape shape, String lanes, String family, String part, @Nullable Path text)
            throws IOException {
        Path model = TinyModels.llama2c(folder, shape, 7);
        Path chip = Files.writeString(folder.resolve("chip.yaml"), """
                name: tiny-chip
                tiles: { rows: 1, columns: 1 }
                %s
                memory: { coupling: 1 Mb, state: 1 Mb, keyValue: 1 Mb }
                clock: 25 MHz
                context: 256
                host: { load: reload }
                """.formatted(lanes));
        GenerateRequest generate = Requests.generate(model, chip, folder, "default", "auto", text, null);
        return new FitGoal(generate, new FpgaRequest(family, part, null, PlaceAndRoute.DEFAULT), messages);
    }
}
