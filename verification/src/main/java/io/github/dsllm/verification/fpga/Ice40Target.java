package io.github.dsllm.verification.fpga;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lattice iCE40 with Yosys, nextpnr-ice40 and icepack. Capacities are those of the data sheets FPGA-DS-02029 (HX) and FPGA-DS-02008 (UltraPlus). The SPRAM of an
 * UltraPlus has no initial contents.
 */
public final class Ice40Target implements FpgaTarget {
    private static final String ULTRA_PLUS = "iCE40UP5K";
    private static final String MULTIPLIER = "multiplier.v";
    private static final String INPUTS = "distinct-inputs.v";
    private static final int PLACE_MINUTES = 60;
    private static final int PACK_MINUTES = 5;

    /** SB_PLL40, technical note TN1251: phase detector 10 … 133 MHz, VCO 533 … 1066 MHz. */
    private static final ClockPlan.Limits PLL =
            new ClockPlan.Limits(10e6, 133e6, 533e6, 1066e6, 16, 128, 64, ClockPlan.Feedback.OSCILLATOR);

    @Override
    public String family() {
        return "ice40";
    }

    @Override
    public List<FpgaPart> parts() {
        return List.of(
                new FpgaPart(ULTRA_PLUS, "--up5k", "sg48", "", new Resources(5_280, 0, 5_280, 8, 30, 4)),
                new FpgaPart("iCE40HX8K", "--hx8k", "ct256", "", new Resources(7_680, 0, 7_680, 0, 32, 0)));
    }

    @Override
    public List<FpgaBoard> boards() {
        return List.of(
                new FpgaBoard(
                        "icebreaker",
                        "iCE40UP5K",
                        12_000_000,
                        FpgaBoard.pins("35", "6", "9", "11"),
                        FpgaBoard.Level.LOW,
                        "icebreaker.pcf of icebreaker-verilog-examples"),
                new FpgaBoard(
                        "ice40hx8k-b-evn",
                        "iCE40HX8K",
                        12_000_000,
                        FpgaBoard.pins("J3", "B10", "B12", "B5"),
                        FpgaBoard.Level.HIGH,
                        "ice40_hx8k_b_evn.py of amaranth-boards"));
    }

    @Override
    public String synthesis() {
        return "synth_ice40 -dsp";
    }

    /** An UltraPlus maps wide products to SB_MAC16; a part without them gets none, see {@link #synthesis(FpgaPart)}. */
    @Override
    public String synthesis(FpgaPart part) {
        return part.capacity().multipliers() == 0 ? "synth_ice40" : synthesis();
    }

    /**
     * There is no distributed RAM: memories that ask for it become block RAM. Products of a part without multipliers are laid out by {@code ice40-multiplier.v} before
     * Yosys makes adders of carry-save rows of them, which take more than twice as many tables. {@code ice40-distinct-inputs.v} takes out what nextpnr-ice40 0.4 routes for
     * ever: a table that sees one net on two inputs.
     */
    @Override
    public String mapping(FpgaPart part, String options) {
        String command = synthesis(part) + " " + options;
        return command + " -run begin:coarse\n"
                + "setattr -unset ram_style m:* a:ram_style=distributed %i\n"
                + (part.capacity().multipliers() == 0 ? "wreduce t:$mul\ntechmap -map " + MULTIPLIER + "\nclean\n" : "")
                + command + " -run coarse:check\n"
                + "techmap -map " + INPUTS + "\nclean\n";
    }

    @Override
    public Resources use(SortedMap<String, Long> cells) {
        return new Resources(
                CellCounts.of(cells, "SB_LUT4"),
                0,
                CellCounts.sum(cells, "SB_DFF.*"),
                CellCounts.of(cells, "SB_MAC16"),
                CellCounts.sum(cells, "SB_RAM40_4K.*"),
                CellCounts.of(cells, "SB_SPRAM256KA"));
    }

    @Override
    public SortedMap<String, String> maps(FpgaPart part) {
        SortedMap<String, String> maps = new TreeMap<>();
        maps.put(INPUTS, map(INPUTS));
        if (part.capacity().multipliers() == 0) {
            maps.put(MULTIPLIER, map(MULTIPLIER));
        }
        return maps;
    }

    @Override
    public SortedMap<String, String> files(FpgaDesign design) {
        SortedMap<String, String> files = new TreeMap<>();
        files.put(constraints(), design.pins("#", (port, pin) -> "set_io " + port + " " + pin + "\n"));
        return files;
    }

    @Override
    public String clockModule(FpgaDesign design) {
        FpgaBoard board = design.board();
        if (board == null || board.oscillator() == Math.round(design.clock())) {
            return ClockModules.passing();
        }
        return pll(
                ClockPlan.of(PLL, board.oscillator(), design.clock()),
                board,
                design.part().name().equals(ULTRA_PLUS));
    }

    @Override
    public List<BuildStep> steps(FpgaDesign design) {
        String placed = FpgaDesign.NAME + ".asc";
        List<String> place = new ArrayList<>(List.of(
                "nextpnr-ice40",
                design.part().device(),
                "--package",
                design.part().packaging(),
                "--json",
                design.netlist(),
                "--pcf",
                constraints(),
                "--pcf-allow-unconstrained",
                "--freq",
                String.format(Locale.ROOT, "%.3f", design.megahertz()),
                "--seed",
                String.valueOf(design.place().seed()),
                "--timing-allow-fail",
                "--report",
                TimingReport.FILE,
                "--asc",
                placed));
        return List.of(
                new BuildStep("place", place, List.of(design.netlist(), constraints()), placed, PLACE_MINUTES),
                new BuildStep(
                        "pack",
                        List.of("icepack", placed, FpgaDesign.NAME + ".bin"),
                        List.of(placed),
                        FpgaDesign.NAME + ".bin",
                        PACK_MINUTES));
    }

    private static String map(String name) {
        return ToolFiles.text("ice40-" + name);
    }

    private static String constraints() {
        return FpgaDesign.NAME + ".pcf";
    }

    /** The feedback is simple: VCO = reference · (DIVF + 1), output = VCO / 2^DIVQ. The clock's pin of iCEBreaker is that of the PLL, others are not. */
    private static String pll(ClockPlan plan, FpgaBoard board, boolean isAtPin) {
        double reference = board.oscillator() / (double) plan.reference();
        return String.format(
                Locale.ROOT,
                """
                module DsClock (
                  input  oscillator,
                  output clock,
                  output locked
                );
                  // %.3f MHz of %.3f MHz
                  %s #(
                    .FEEDBACK_PATH("SIMPLE"),
                    .DIVR(4'd%d),
                    .DIVF(7'd%d),
                    .DIVQ(3'd%d),
                    .FILTER_RANGE(3'd%d)
                  ) pll (
                    .%s(oscillator),
                    .PLLOUTCORE(clock),
                    .LOCK(locked),
                    .RESETB(1'b1),
                    .BYPASS(1'b0)
                  );
                endmodule
                """,
                plan.frequency() / 1e6,
                board.oscillator() / 1e6,
                isAtPin ? "SB_PLL40_PAD" : "SB_PLL40_CORE",
                plan.reference() - 1,
                plan.feedback() - 1,
                Integer.numberOfTrailingZeros(plan.output()),
                filter(reference),
                isAtPin ? "PACKAGEPIN" : "REFERENCECLK");
    }

    /** Range of the loop filter by the reference in Hz, as icepll of Project IceStorm has it. */
    private static int filter(double reference) {
        double[] upper = {17e6, 26e6, 44e6, 66e6, 101e6};
        int range = 0;
        while (range < upper.length && reference >= upper[range]) {
            range++;
        }
        return range + 1;
    }
}
