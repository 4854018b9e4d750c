package io.github.dsllm.verification.fpga;

import java.util.List;
import java.util.SortedMap;

/** Intel Cyclone V: an estimate by Yosys, and a Quartus project that nobody has run yet. Capacities from the device overview CV-51001. */
public final class IntelTarget implements FpgaTarget {
    @Override
    public String family() {
        return "intel";
    }

    @Override
    public List<FpgaPart> parts() {
        return List.of(
                new FpgaPart("5CEBA4-C8", "5CEBA4F23C8", "F23", "8", new Resources(36_960, 0, 73_920, 132, 308, 0)),
                new FpgaPart("5CSEBA6-I7", "5CSEBA6U23I7", "U23", "7", new Resources(83_020, 0, 166_036, 224, 553, 0)));
    }

    @Override
    public List<FpgaBoard> boards() {
        return List.of(new FpgaBoard(
                "de10-nano",
                "5CSEBA6-I7",
                50_000_000,
                FpgaBoard.pins("V11", "AG13", "AF13", "W15"),
                FpgaBoard.Level.HIGH,
                "de10nano.py of litex-boards; UART on the Arduino header"));
    }

    @Override
    public String synthesis() {
        return "synth_intel_alm -family cyclonev";
    }

    @Override
    public Resources use(SortedMap<String, Long> cells) {
        return new Resources(
                CellCounts.sum(cells, "MISTRAL_ALUT.*|MISTRAL_NOT"),
                CellCounts.of(cells, "MISTRAL_MLAB") * 2,
                CellCounts.of(cells, "MISTRAL_FF"),
                CellCounts.sum(cells, "MISTRAL_MUL.*"),
                CellCounts.of(cells, "MISTRAL_M10K"),
                0);
    }

    @Override
    public SortedMap<String, String> files(FpgaDesign design) {
        return VendorFiles.quartus(design);
    }

    /** Without a PLL: the chip runs at the board's oscillator. */
    @Override
    public String clockModule(FpgaDesign design) {
        return ClockModules.passing();
    }

    @Override
    public List<BuildStep> steps(FpgaDesign design) {
        return List.of();
    }
}
