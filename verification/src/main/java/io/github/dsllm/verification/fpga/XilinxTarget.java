package io.github.dsllm.verification.fpga;

import java.util.List;
import java.util.SortedMap;

/** Xilinx 7 series and UltraScale+: an estimate by Yosys, and a Vivado project that nobody has run yet. Capacities from the product tables DS180 and DS890. */
public final class XilinxTarget implements FpgaTarget {
    @Override
    public String family() {
        return "xilinx";
    }

    @Override
    public List<FpgaPart> parts() {
        return List.of(
                new FpgaPart(
                        "XC7A35T-1", "xc7a35ticsg324-1L", "csg324", "1", new Resources(20_800, 0, 41_600, 90, 100, 0)),
                new FpgaPart(
                        "XC7A100T-1",
                        "xc7a100tcsg324-1",
                        "csg324",
                        "1",
                        new Resources(63_400, 0, 126_800, 240, 270, 0)),
                new FpgaPart(
                        "XCKU5P-2",
                        "xcku5p-ffvb676-2-e",
                        "ffvb676",
                        "2",
                        new Resources(216_960, 0, 433_920, 1_824, 960, 64)));
    }

    @Override
    public List<FpgaBoard> boards() {
        return List.of(new FpgaBoard(
                "arty-a7-100t",
                "XC7A100T-1",
                100_000_000,
                FpgaBoard.pins("E3", "A9", "D10", "H5"),
                FpgaBoard.Level.HIGH,
                "digilent_arty.py of litex-boards"));
    }

    @Override
    public String synthesis() {
        return "synth_xilinx -family xc7";
    }

    @Override
    public String synthesis(FpgaPart part) {
        return part.name().startsWith("XCKU") ? "synth_xilinx -family xcup" : synthesis();
    }

    /** Block RAMs in units of 18 kb; a LUT with one to six inputs is one. */
    @Override
    public Resources use(SortedMap<String, Long> cells) {
        long tables = CellCounts.sum(cells, "LUT[1-6]|INV");
        long carries = CellCounts.of(cells, "CARRY4") + CellCounts.of(cells, "CARRY8");
        return new Resources(
                Math.max(tables, 4 * carries),
                CellCounts.sum(cells, "RAM32M|RAM64M") * 4 + CellCounts.sum(cells, "RAM(32|64|128)X1D") * 2,
                CellCounts.sum(cells, "FD[A-Z]*"),
                CellCounts.sum(cells, "DSP48E[12]"),
                CellCounts.sum(cells, "RAMB18E[12]") + 2 * CellCounts.sum(cells, "RAMB36E[12]"),
                CellCounts.of(cells, "URAM288"));
    }

    @Override
    public SortedMap<String, String> files(FpgaDesign design) {
        return VendorFiles.vivado(design);
    }

    @Override
    public String clockModule(FpgaDesign design) {
        FpgaBoard board = design.board();
        return board == null || board.oscillator() == Math.round(design.clock())
                ? ClockModules.passing()
                : ClockModules.mmcm(board.oscillator(), design.clock());
    }

    @Override
    public List<BuildStep> steps(FpgaDesign design) {
        return List.of();
    }
}
