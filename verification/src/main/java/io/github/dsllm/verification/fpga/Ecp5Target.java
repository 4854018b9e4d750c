package io.github.dsllm.verification.fpga;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lattice ECP5 with Yosys, nextpnr-ecp5 and ecppack. Capacities are those of the family's data sheet (FPGA-DS-02012); a carry cell takes two look-up tables, a
 * 16 × 4 memory four and its write port two.
 */
public final class Ecp5Target implements FpgaTarget {
    /**
     * How abc9 maps the gates to tables: in turn with choices between structures (dch) and after another synthesis (synch2), each time for wires of 900 ps, about what routed ones take, where its own
     * flows reckon with 300 ps (docs/decisions/0007-clock.md, sixth round, with what other scripts give).
     */
    private static final String TABLES =
            "+&scorr; &sweep;" + choices(true) + choices(false) + resynthesis() + choices(false) + resynthesis();

    private static final int TABLES_OF_MEMORY = 6;
    private static final int PLACE_MINUTES = 240;
    private static final int PACK_MINUTES = 10;

    private static final String SPREAD = "spread.py";

    /**
     * The placer that leaves least wire, spread over the part, and the router that lets nets bid for wires until each has one and those that are too slow bid again
     * (docs/decisions/0007-clock.md).
     */
    private static final List<String> DENSE =
            List.of("--placer", "static", "--router", "router2", "--tmg-ripup", "--pre-pack", SPREAD);

    /** EHXPLLL, data sheet section 3.19: phase detector 3.125 … 400 MHz, VCO 400 … 800 MHz. */
    private static final ClockPlan.Limits PLL =
            new ClockPlan.Limits(3.125e6, 400e6, 400e6, 800e6, 128, 80, 128, ClockPlan.Feedback.OUTPUT);

    @Override
    public String family() {
        return "ecp5";
    }

    @Override
    public List<FpgaPart> parts() {
        List<FpgaPart> parts = new ArrayList<>();
        for (Map.Entry<String, Resources> die : Map.of(
                        "25", new Resources(24_288, 0, 24_288, 28, 56, 0),
                        "45", new Resources(43_848, 0, 43_848, 72, 108, 0),
                        "85", new Resources(83_640, 0, 83_640, 156, 208, 0))
                .entrySet()) {
            for (String speed : List.of("6", "7", "8")) {
                String name = "LFE5U-" + die.getKey() + "F-" + speed;
                String device = "--" + die.getKey() + "k";
                parts.add(new FpgaPart(name, device, "CABGA381", speed, die.getValue()));
                parts.add(new FpgaPart(name + "BG256C", device, "CABGA256", speed, die.getValue()));
                parts.add(new FpgaPart(name + "MG285C", device, "CSFBGA285", speed, die.getValue()));
                parts.add(new FpgaPart(name + "BG756C", device, "CABGA756", speed, die.getValue()));
            }
        }
        parts.sort((a, b) -> a.name().compareTo(b.name()));
        return parts;
    }

    @Override
    public List<FpgaBoard> boards() {
        return List.of(
                new FpgaBoard(
                        "ulx3s",
                        "LFE5U-85F-6BG381C",
                        25_000_000,
                        FpgaBoard.pins("G2", "M1", "L4", "B2"),
                        FpgaBoard.sdram(
                                "F19 F20 P20 R20 T19 T20",
                                "P19 N20",
                                "M20 M19 L20 L19 K20 K19 K18 J20 J19 H20 N19 G20 G19",
                                "U19 E20",
                                "J16 L18 M18 N18 P18 T18 T17 U20 E19 D20 D19 C20 E18 F18 J18 J17"),
                        FpgaBoard.Level.HIGH,
                        "ulx3s_v20.lpf of emard/ulx3s"),
                new FpgaBoard(
                        "colorlight-i9",
                        "LFE5U-45F-6BG381C",
                        25_000_000,
                        FpgaBoard.pins("P3", "H18", "J17", "L2"),
                        FpgaBoard.Level.LOW,
                        "blink.lpf of wuxx/Colorlight-FPGA-Projects; UART on the extension board, colorlight_i5.py of litex-boards"),
                new FpgaBoard(
                        "orangecrab",
                        "LFE5U-25F-8MG285C",
                        48_000_000,
                        FpgaBoard.pins("A9", "N17", "M18", "K4"),
                        FpgaBoard.Level.LOW,
                        "gsd_orangecrab.py of litex-boards, board r0.2; UART on the Feather pins 0 and 1"));
    }

    /** Without multiplexers beyond a table, which save depth and cost tables. */
    @Override
    public String synthesis() {
        return "synth_ecp5 -nowidelut";
    }

    /** With {@link #TABLES} in place of abc9's flows: 2 % fewer tables than their best, and shorter paths. */
    @Override
    public String mapping(FpgaPart part, String options) {
        return "scratchpad -set abc9.script \"" + TABLES + "\"\n" + FpgaTarget.super.mapping(part, options);
    }

    /** In distributed RAM: the state memory of a lane is a module of Chisel's, {@code state_<words>x<bits>}. */
    @Override
    public Optional<String> statesInLogic() {
        return Optional.of("select -assert-min 1 state_*/m:*\nsetattr -set ram_style \"distributed\" state_*/m:*\n");
    }

    @Override
    public boolean routesDense() {
        return true;
    }

    @Override
    public Resources use(SortedMap<String, Long> cells) {
        return new Resources(
                CellCounts.of(cells, "LUT4") + 2 * CellCounts.of(cells, "CCU2C"),
                TABLES_OF_MEMORY * CellCounts.of(cells, "TRELLIS_DPR16X4"),
                CellCounts.of(cells, "TRELLIS_FF"),
                CellCounts.of(cells, "MULT18X18D"),
                CellCounts.of(cells, "DP16KD") + CellCounts.of(cells, "PDPW16KD"),
                0);
    }

    @Override
    public SortedMap<String, String> files(FpgaDesign design) {
        SortedMap<String, String> files = new TreeMap<>();
        files.put(constraints(), lpf(design));
        if (design.place().isDense()) {
            files.put(SPREAD, ToolFiles.text("ecp5-" + SPREAD));
        }
        return files;
    }

    @Override
    public String clockModule(FpgaDesign design) {
        FpgaBoard board = design.board();
        return board == null
                ? ClockModules.passing()
                : pll(ClockPlan.of(PLL, board.oscillator(), design.clock()), board);
    }

    @Override
    public Optional<String> pinOutput() {
        return Optional.of("""
                module DsPinOutput #(
                  parameter WIDTH = 1
                ) (
                  input              clock,
                  input  [WIDTH-1:0] d,
                  output [WIDTH-1:0] q
                );
                  genvar i;
                  generate
                    for (i = 0; i < WIDTH; i = i + 1) begin : pin
                      OFS1P3DX register (.SCLK(clock), .SP(1'b1), .CD(1'b0), .D(d[i]), .Q(q[i]));
                    end
                  endgenerate
                endmodule
                """);
    }

    /** From a register of the pin itself, so that it follows the clock by a time that no routing changes. */
    @Override
    public String turnedClock() {
        return """
                module DsTurnedClock (
                  input  clock,
                  output turned
                );
                  ODDRX1F pin (.SCLK(clock), .RST(1'b0), .D0(1'b0), .D1(1'b1), .Q(turned));
                endmodule
                """;
    }

    @Override
    public List<BuildStep> steps(FpgaDesign design) {
        FpgaPart part = design.part();
        String config = FpgaDesign.NAME + ".config";
        List<String> place = new ArrayList<>(List.of(
                "nextpnr-ecp5",
                part.device(),
                "--package",
                part.packaging(),
                "--speed",
                part.speed(),
                "--json",
                design.netlist(),
                "--lpf",
                constraints(),
                "--lpf-allow-unconstrained",
                "--freq",
                String.format(
                        Locale.ROOT, "%.3f", design.megahertz() * design.place().margin()),
                "--seed",
                String.valueOf(design.place().seed()),
                "--timing-allow-fail",
                "--report",
                TimingReport.FILE,
                "--textcfg",
                config));
        List<String> inputs = new ArrayList<>(List.of(design.netlist(), constraints()));
        if (design.place().isDense()) {
            place.addAll(DENSE);
            inputs.add(SPREAD);
        }
        return List.of(
                new BuildStep("place", place, inputs, config, PLACE_MINUTES),
                new BuildStep(
                        "pack",
                        List.of("ecppack", "--compress", config, FpgaDesign.NAME + ".bit"),
                        List.of(config),
                        FpgaDesign.NAME + ".bit",
                        PACK_MINUTES));
    }

    private static String constraints() {
        return FpgaDesign.NAME + ".lpf";
    }

    private static String lpf(FpgaDesign design) {
        StringBuilder text = new StringBuilder("BLOCK RESETPATHS;\nBLOCK ASYNCPATHS;\n");
        @Nullable FpgaBoard board = design.board();
        if (board != null) {
            text.append(design.pins(
                    "#",
                    (port, pin) -> "LOCATE COMP \"" + port + "\" SITE \"" + pin + "\";\nIOBUF PORT \"" + port
                            + "\" IO_TYPE=LVCMOS33"
                            + (port.startsWith("sdram_") ? " PULLMODE=NONE SLEWRATE=FAST DRIVE=8" : "") + ";\n"));
            double margin = design.place().margin();
            double asked = board.oscillator() / 1e6 * margin;
            if (margin > 1) {
                text.append("# more than the oscillator's, so that the router stops beyond the clock that is needed\n");
            }
            text.append(String.format(Locale.ROOT, "FREQUENCY PORT \"clock\" %.3f MHZ;%n", asked)
                    .replace(System.lineSeparator(), "\n"));
        }
        return text.toString();
    }

    private static String pll(ClockPlan plan, FpgaBoard board) {
        return String.format(
                Locale.ROOT,
                """
                module DsClock (
                  input  oscillator,
                  output clock,
                  output locked
                );
                  // %.3f MHz of %.3f MHz
                  EHXPLLL #(
                    .CLKI_DIV(%d),
                    .CLKFB_DIV(%d),
                    .CLKOP_DIV(%d),
                    .CLKOP_CPHASE(%d),
                    .CLKOP_FPHASE(0),
                    .CLKOP_ENABLE("ENABLED"),
                    .FEEDBK_PATH("CLKOP"),
                    .PLLRST_ENA("DISABLED"),
                    .INTFB_WAKE("DISABLED"),
                    .STDBY_ENABLE("DISABLED"),
                    .DPHASE_SOURCE("DISABLED")
                  ) pll (
                    .CLKI(oscillator),
                    .CLKFB(clock),
                    .CLKOP(clock),
                    .LOCK(locked),
                    .RST(1'b0),
                    .STDBY(1'b0),
                    .CLKINTFB(),
                    .PHASESEL0(1'b0),
                    .PHASESEL1(1'b0),
                    .PHASEDIR(1'b0),
                    .PHASESTEP(1'b0),
                    .PHASELOADREG(1'b0),
                    .PLLWAKESYNC(1'b0),
                    .ENCLKOP(1'b0)
                  );
                endmodule
                """,
                plan.frequency() / 1e6,
                board.oscillator() / 1e6,
                plan.reference(),
                plan.feedback(),
                plan.output(),
                plan.output() - 1);
    }

    private static String choices(boolean isFirst) {
        return " &st;" + (isFirst ? " &if -g -K 6;" : "") + " &dch -f; &if -W 900; &mfs;";
    }

    private static String resynthesis() {
        return " &st; &if -g -K 6; &synch2; &if -W 900; &mfs;";
    }
}
