package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.verification.fpga.PlaceAndRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything is generated or any tool is started, and, with pretend tools, what becomes of a bitstream. */
class FpgaGoalTest {
    private static final String HOST = "host: { baud: 1000000 }\n";

    /** Another chip: a bitstream that is there is not that of this one. */
    private static final String SLOWER_HOST = "host: { baud: 500000 }\n";

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

    @Test
    void sparingWireWhereOnlyAnEcp5CanIsRefused() throws IOException {
        FpgaRequest request = new FpgaRequest(null, null, "ice40hx8k-b-evn", new PlaceAndRoute(1, true));

        assertThatThrownBy(() -> new FpgaGoal(generate(HOST, "24 MHz"), request, new RecordedMessages()).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "dsllm.dense is for designs that run out of wires on family ecp5, not for iCE40HX8K");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void nodeStatesAreKeptInLogicWhereTheChipSpecSaysSo() throws IOException {
        PretendTools tools = new PretendTools(folder).finding(20_000).reaching(90);
        Path script = folder.resolve("out").resolve("fpga").resolve("design.ys");
        made(HOST, tools).run();
        assertThat(script).content().doesNotContain("setattr");

        made(HOST + "fpga: { family: ecp5, part: LFE5U-85F-6, states: logic }\n", tools)
                .run();
        assertThat(script).content().contains("setattr -set ram_style \"distributed\" state_*/m:*\n");
    }

    @Test
    void nodeStatesInLogicWhereThereIsNoMemoryForThemAreRefused() {
        String spec = HOST + "fpga: { family: ice40, part: iCE40HX8K, states: logic }\n";

        assertThatThrownBy(() -> fpga(spec, null, null, "24 MHz").run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("fpga.states: logic is for family ecp5, not for iCE40HX8K");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aBitstreamIsMadeOnceAndKeptUntilSomethingChanges() throws IOException {
        PretendTools tools = new PretendTools(folder).finding(20_000).reaching(90);
        assertThat(made(HOST, tools).run().value("clockReached")).isEqualTo(90e6);
        assertThat(bitstream()).isNotEmptyFile();

        tools.finding(99_999);
        assertThat(made(HOST, tools).run().value("clockReached")).isEqualTo(90e6);
    }

    @Test
    void aPartThatIsTooSmallIsRefusedAndAnEarlierBitstreamIsGone() throws IOException {
        PretendTools tools = new PretendTools(folder).finding(20_000).reaching(90);
        made(HOST, tools).run();

        tools.finding(99_999);
        assertThatThrownBy(() -> made(SLOWER_HOST, tools).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is too small for this chip: it needs 99999 look-up tables of 83640");
        assertThat(bitstream()).doesNotExist();
    }

    @Test
    void aClockThatIsNotReachedLeavesNoBitstreamAndNamesTheModule() throws IOException {
        PretendTools tools = new PretendTools(folder).finding(20_000).reaching(90);
        made(HOST, tools).run();

        tools.reaching(70);
        assertThatThrownBy(() -> made(SLOWER_HOST, tools).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the clock of chip tiny-chip is not reached")
                .hasMessageContaining("70.0 MHz of 80.0 MHz")
                .hasMessageContaining("board.core.lanes")
                .hasMessageContaining("-Ddsllm.placementSeed=");
        assertThat(bitstream()).doesNotExist();
        assertThat(folder.resolve("out").resolve("fpga.json")).doesNotExist();
    }

    @Test
    void couplingsThatHaveNoRoomNeedAControllerAndABoardWithAnSdram() throws IOException {
        PretendTools tools = new PretendTools(folder).finding(20_000).reaching(90);
        String external = "external: { bandwidth: 100 MB/s, latency: 200 ns }\nhost: { load: start }\n";
        String sdram = external.replace("external: {", "external: { controller: sdram,");

        assertThatThrownBy(() -> reloading(external, "ulx3s", tools).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "has no controller for one; perhaps you should add to the chip spec external: { controller: sdram }",
                        "load: start");
        assertThatThrownBy(() -> reloading(sdram, "orangecrab", tools).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the board orangecrab has no SDRAM of 16 data bits");

        reloading(sdram, "ulx3s", tools).run();
        Path made = folder.resolve("out").resolve("fpga");
        assertThat(made.resolve("design.lpf")).content().contains("LOCATE COMP \"sdram_wen\" SITE \"T20\";");
        assertThat(made.resolve("DsFpga.v"))
                .content()
                .contains("inout  [15:0] sdram_d", "module DsTurnedClock", "module DsPinOutput");
        assertThat(made.resolve("filelist.f"))
                .content()
                .contains("rtl/SdramController.sv")
                .doesNotContain("DsPinOutput");
        assertThat(made.resolve("rtl/SdramController.sv")).exists();
    }

    private FpgaGoal reloading(String lines, String board, PretendTools tools) throws IOException {
        GenerateRequest generate = generate(lines, "50 MHz");
        Path chip = folder.resolve("chip.yaml");
        Files.writeString(chip, Files.readString(chip).replace("coupling: 1 Mb", "coupling: { words: 320 }"));
        return new FpgaGoal(
                generate,
                new FpgaRequest(null, null, board, PlaceAndRoute.DEFAULT),
                new RecordedMessages(),
                tools.tools());
    }

    private Path bitstream() {
        return folder.resolve("out").resolve("fpga").resolve("design.bit");
    }

    private FpgaGoal made(String host, PretendTools tools) throws IOException {
        return new FpgaGoal(
                generate(host, "80 MHz"),
                new FpgaRequest(null, null, "ulx3s", PlaceAndRoute.DEFAULT),
                new RecordedMessages(),
                tools.tools());
    }

    private FpgaGoal fpga(String host, @Nullable String board, @Nullable String part) throws IOException {
        return fpga(host, board, part, "80 MHz");
    }

    private FpgaGoal fpga(String host, @Nullable String board, @Nullable String part, String clock) throws IOException {
        return new FpgaGoal(
                generate(host, clock),
                new FpgaRequest(null, part, board, PlaceAndRoute.DEFAULT),
                new RecordedMessages());
    }

    private GenerateRequest generate(String host, String clock) throws IOException {
        Path model = TinyModels.llama2c(folder, TinyModels.smallest(), 7);
        Path chip = Files.writeString(folder.resolve("chip.yaml"), """
                name: tiny-chip
                tiles: { rows: 1, columns: 1 }
                lanes: 8
                memory: { coupling: 1 Mb, state: 1 Mb, keyValue: 1 Mb }
                clock: %s
                context: 24
                """.formatted(clock) + host);
        return Requests.generate(model, chip, folder);
    }
}
