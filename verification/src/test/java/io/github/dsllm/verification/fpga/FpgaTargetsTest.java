package io.github.dsllm.verification.fpga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FpgaTargetsTest {
    private final FpgaTargets targets = new FpgaTargets();

    static Stream<FpgaTarget> all() {
        return new FpgaTargets().all().stream();
    }

    @Test
    void ourOwnFamiliesComeThroughTheServiceLoader() {
        assertThat(targets.all())
                .extracting(FpgaTarget::family)
                .containsExactly("ecp5", "gowin", "ice40", "intel", "xilinx");
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyBoardCarriesAPartOfItsFamilyAndNamesEachPinOnce(FpgaTarget target) {
        for (FpgaBoard board : target.boards()) {
            assertThat(FpgaTargets.part(target, board.part()).name()).isNotEmpty();
            Set<String> pins = new HashSet<>(board.pins().values());
            assertThat(board.pins().keySet()).containsExactly("clock", "uart_rx", "uart_tx", "led");
            assertThat(pins).as("pins of %s", board.name()).hasSize(4);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void constraintsNameEveryPinOfTheBoard(FpgaTarget target) {
        for (FpgaBoard board : target.boards()) {
            FpgaDesign design = design(target, board);
            String constraints = String.join("\n", target.files(design).values());
            board.pins()
                    .forEach((port, pin) ->
                            assertThat(constraints).contains(port).contains(pin));
            assertThat(target.clockModule(design)).contains("module DsClock").contains("locked");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void theMakefileMakesEveryFileThatAStepReads(FpgaTarget target) {
        FpgaDesign design = design(target, target.boards().get(0));
        List<BuildStep> steps = target.steps(design);
        Set<String> there = new HashSet<>(target.files(design).keySet());
        there.add(design.netlist());
        for (BuildStep step : steps) {
            assertThat(there).containsAll(step.inputs());
            assertThat(step.command()).contains(step.output());
            there.add(step.output());
        }
    }

    @Test
    void theTopLightsTheLedWithTheLevelOfTheBoard() {
        FpgaTarget ecp5 = targets.family("ecp5");
        FpgaBoard high = targets.board("ulx3s");
        FpgaBoard low = targets.board("orangecrab");

        assertThat(BoardTop.verilog(ecp5.clockModule(design(ecp5, high)), high))
                .contains("assign led = lit;", "EHXPLLL");
        assertThat(BoardTop.verilog(ecp5.clockModule(design(ecp5, low)), low)).contains("assign led = ~lit;");
        assertThat(BoardTop.verilog(ClockModules.passing(), null)).contains("assign led = lit;");
    }

    @Test
    void theSdramHasPinsOnABoardThatHasOne() {
        FpgaTarget ecp5 = targets.family("ecp5");
        FpgaBoard board = targets.board("ulx3s").withSdram();
        FpgaDesign design = design(ecp5, board);

        String constraints = ecp5.files(design).get("design.lpf");
        assertThat(constraints)
                .contains(
                        "LOCATE COMP \"sdram_clk\" SITE \"F19\";",
                        "LOCATE COMP \"sdram_a[12]\" SITE \"G19\";",
                        "LOCATE COMP \"sdram_d[15]\" SITE \"J17\";",
                        "LOCATE COMP \"uart_rx\"");
        assertThat(board.pins().values()).doesNotHaveDuplicates().hasSize(4 + 6 + 2 + 13 + 2 + 16);
        String top = BoardTop.verilogWithSdram(ecp5.clockModule(design), ecp5, board);
        board.sdram().keySet().forEach(pin -> assertThat(top).contains(pin.replaceAll("\\[.*", "")));
        assertThat(top).contains("ODDRX1F", "OFS1P3DX", "sdram_drives ? sdram_out : 16'bz");
        assertThat(targets.family("ice40").pinOutput()).isEmpty();
        assertThat(targets.family("ice40").turnedClock()).contains("assign turned = ~clock;");
        assertThatThrownBy(() -> targets.board("orangecrab").withSdram())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the board orangecrab has no SDRAM")
                .hasMessageContaining("-Ddsllm.board=ulx3s");
    }

    @Test
    void aPackageThatIsNotListedIsFoundByItsDieAndSpeed() {
        FpgaTarget ecp5 = targets.family("ecp5");

        assertThat(FpgaTargets.part(ecp5, "LFE5U-85F-7XX999C").name()).isEqualTo("LFE5U-85F-7");
        assertThat(FpgaTargets.part(ecp5, "lfe5u-85f-6bg756c").packaging()).isEqualTo("CABGA756");
    }

    @Test
    void unknownNamesAreRefusedWithWhatIsKnown() {
        assertThatThrownBy(() -> targets.board("ulx3"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("did you mean ulx3s?");
        assertThatThrownBy(() -> targets.family("ecp6"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("did you mean ecp5?");
        assertThatThrownBy(() -> FpgaTargets.part(targets.family("ice40"), "iCE40LP1K"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("iCE40HX8K");
    }

    @Test
    void whatIsTooMuchForAPartIsNamed() {
        Resources part = new Resources(100, 0, 100, 2, 2, 0);

        assertThat(new Resources(60, 40, 100, 2, 2, 0).excessOver(part)).isEmpty();
        assertThat(new Resources(60, 41, 10, 3, 2, 0).excessOver(part))
                .isEqualTo("101 look-up tables of 100, 3 multipliers of 2");
    }

    @Test
    void wireIsSparedWhereThatIsAskedFor() {
        FpgaBoard board = targets.board("ulx3s");
        FpgaDesign design = design(targets.of(board), board);
        FpgaDesign dense = new FpgaDesign(
                design.top(), design.part(), board, design.clock(), new PlaceAndRoute(7, true), design.sources());

        assertThat(targets.of(board).steps(design).get(0).command())
                .doesNotContain("--placer", "--router", "--tmg-ripup", "--pre-pack");
        assertThat(targets.of(board).steps(dense).get(0).command())
                .containsSequence("--seed", "7")
                .containsSequence("--placer", "static", "--router", "router2", "--tmg-ripup", "--pre-pack", "spread.py")
                .containsSequence("--freq", "20.400");
        assertThat(targets.of(board).steps(design).get(0).command()).containsSequence("--freq", "20.000");
        assertThat(targets.of(board).files(dense).get("design.lpf"))
                .contains("# more than the oscillator's", "FREQUENCY PORT \"clock\" 25.500 MHZ;");
        assertThat(targets.of(board).files(design).get("design.lpf")).contains("FREQUENCY PORT \"clock\" 25.000 MHZ;");
        assertThat(targets.of(board).steps(dense).get(0).inputs()).contains("spread.py");
        assertThat(targets.of(board).files(dense)).containsKey("spread.py");
        assertThat(targets.of(board).files(design)).doesNotContainKey("spread.py");
    }

    private static FpgaDesign design(FpgaTarget target, FpgaBoard board) {
        return new FpgaDesign(
                BoardTop.NAME,
                FpgaTargets.part(target, board.part()),
                board,
                20e6,
                PlaceAndRoute.DEFAULT,
                List.of("rtl/DsBoard.sv"));
    }
}
