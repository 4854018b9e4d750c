package io.github.dsllm.verification.fpga;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gowin GW2A with Yosys, nextpnr-himbaechel and gowin_pack (Project Apicula). Capacities from data sheet DS961. The chip runs at the board's oscillator. */
public final class GowinTarget implements FpgaTarget {
    private static final int PLACE_MINUTES = 120;
    private static final int PACK_MINUTES = 10;
    private static final String DIE = "GW2A-18C";

    @Override
    public String family() {
        return "gowin";
    }

    @Override
    public List<FpgaPart> parts() {
        return List.of(new FpgaPart(
                "GW2AR-18", "GW2AR-LV18QN88C8/I7", "QN88", "", new Resources(20_736, 0, 15_552, 48, 46, 0)));
    }

    @Override
    public List<FpgaBoard> boards() {
        return List.of(new FpgaBoard(
                "tang-nano-20k",
                "GW2AR-18",
                27_000_000,
                FpgaBoard.pins("4", "70", "69", "15"),
                FpgaBoard.Level.LOW,
                "sipeed_tang_nano_20k.py of litex-boards"));
    }

    @Override
    public String synthesis() {
        return "synth_gowin";
    }

    @Override
    public Resources use(SortedMap<String, Long> cells) {
        return new Resources(
                CellCounts.sum(cells, "LUT[1-4]") + CellCounts.of(cells, "ALU"),
                CellCounts.sum(cells, "RAM16SDP[124]") * 4,
                CellCounts.sum(cells, "DFF.*"),
                CellCounts.sum(cells, "MULT(9X9|18X18)") + 2 * CellCounts.of(cells, "MULT36X36"),
                CellCounts.sum(cells, "(SP|SDP|DP|pROM)X?9?B?"),
                0);
    }

    @Override
    public SortedMap<String, String> files(FpgaDesign design) {
        SortedMap<String, String> files = new TreeMap<>();
        files.put(
                FpgaDesign.NAME + ".cst",
                design.pins(
                        "//",
                        (port, pin) ->
                                "IO_LOC \"" + port + "\" " + pin + ";\nIO_PORT \"" + port + "\" IO_TYPE=LVCMOS33;\n"));
        return files;
    }

    @Override
    public String clockModule(FpgaDesign design) {
        return ClockModules.passing();
    }

    @Override
    public List<BuildStep> steps(FpgaDesign design) {
        String constraints = FpgaDesign.NAME + ".cst";
        String placed = FpgaDesign.NAME + ".pnr.json";
        List<String> place = List.of(
                "nextpnr-himbaechel",
                "--device",
                design.part().device(),
                "--vopt",
                "family=" + DIE,
                "--vopt",
                "cst=" + constraints,
                "--json",
                design.netlist(),
                "--freq",
                String.format(Locale.ROOT, "%.3f", design.megahertz()),
                "--seed",
                String.valueOf(design.place().seed()),
                "--timing-allow-fail",
                "--report",
                TimingReport.FILE,
                "--write",
                placed);
        return List.of(
                new BuildStep("place", place, List.of(design.netlist(), constraints), placed, PLACE_MINUTES),
                new BuildStep(
                        "pack",
                        List.of("gowin_pack", "-d", DIE, "-o", FpgaDesign.NAME + ".fs", placed),
                        List.of(placed),
                        FpgaDesign.NAME + ".fs",
                        PACK_MINUTES));
    }
}
