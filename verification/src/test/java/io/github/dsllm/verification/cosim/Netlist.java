package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.verification.fpga.BuildStep;
import io.github.dsllm.verification.fpga.DesignFolder;
import io.github.dsllm.verification.fpga.FpgaDesign;
import io.github.dsllm.verification.fpga.FpgaTools;
import io.github.dsllm.verification.fpga.PlaceAndRoute;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A core after synthesis for an FPGA: look-up tables, flip-flops, carries, multipliers and memories with their initial contents. */
public final class Netlist {
    private static final int MINUTES = 60;
    private static final double CLOCK = 50e6;
    private static final String CELLS = "netlist.v";
    private static final String COUPLINGS = "tiles_0.lanes.coupling_memory.page0";
    private static final int DIGIT = 4;

    private final NetlistFamily family;
    private final String text;

    /** Bits of a word of the block RAMs with couplings. */
    private final int width;

    /** Where the lowest hexadecimal digit of a block RAM's parameter stands in the text, by the names of both. */
    private final Map<String, Integer> lowestDigits = new HashMap<>();

    private Netlist(NetlistFamily family, String text) {
        this.family = family;
        this.text = text;
        String first = COUPLINGS + ".0.0";
        this.width = family.width(text.substring(parameters(first), name(first)));
    }

    /** Synthesises the Verilog of a core with the memory files of an image, by the script that the goals use, in a folder. */
    public static Netlist of(NetlistFamily family, Path rtl, Path image, Path folder) throws IOException {
        DesignFolder design = new DesignFolder(folder);
        List<String> sources = design.fill(rtl, image);
        design.write(family.target().maps(family.part()));
        String script = DesignFolder.script(
                family.target(),
                new FpgaDesign(CoreGenerator.TOP, family.part(), null, CLOCK, PlaceAndRoute.DEFAULT, sources));
        yosys(design, "synthesis", script + "write_verilog -noattr " + CELLS);
        return new Netlist(family, Files.readString(folder.resolve(CELLS)));
    }

    /**
     * Writes it for a simulator into {@code rtl} of a folder: look-up tables, carries and flip-flops as Yosys' own cells, all else as modules of ours, what nothing drives as 0.
     */
    public Path simulated(Path folder) throws IOException {
        DesignFolder design = new DesignFolder(folder);
        Path rtl = Files.createDirectories(folder.resolve(DesignFolder.RTL));
        design.write(CELLS, text);
        copy(family.cells(), folder);
        copy(family.blocks(), rtl);
        yosys(
                design,
                "simulated",
                "read_verilog " + CELLS + "\nread_verilog -lib " + String.join(" ", family.libraries())
                        + "\nhierarchy -top " + CoreGenerator.TOP + "\ntechmap -map " + family.cells()
                        + "\nopt_expr\nsetundef -zero\nopt_clean\nwrite_verilog -noattr rtl/" + CELLS);
        return rtl;
    }

    private static void copy(String resource, Path folder) throws IOException {
        try (InputStream in = Netlist.class.getResourceAsStream(resource)) {
            Files.copy(
                    Objects.requireNonNull(in, resource),
                    folder.resolve(resource),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** A word of the first page of the couplings of tile 0, read back from the initial contents of its block RAMs. */
    public BigInteger coupling(int address, int bits) {
        BigInteger value = BigInteger.ZERO;
        for (int bit = 0; bit < bits; bit++) {
            NetlistFamily.Place place = family.place(width, address, bit);
            if ((value(digit(place)) >> place.bit() % DIGIT & 1) != 0) {
                value = value.setBit(bit);
            }
        }
        return value;
    }

    /** The same netlist with one bit of such a word flipped. */
    public Netlist withFlippedBit(int address, int bit) {
        NetlistFamily.Place place = family.place(width, address, bit);
        int at = digit(place);
        int flipped = value(at) ^ 1 << place.bit() % DIGIT;
        return new Netlist(family, text.substring(0, at) + Integer.toHexString(flipped) + text.substring(at + 1));
    }

    /** The same netlist with the fault that a co-simulation of the image injects, which the first position shows. */
    public Netlist withFault(ChipImage image) {
        FaultInjection.Place place = new FaultInjection(image).choose(image.bosToken());
        return withFlippedBit(
                place.word(), place.lane() * image.core().numerics().couplingBits() + place.bit());
    }

    private int value(int at) {
        int digit = Character.digit(text.charAt(at), 16);
        if (digit < 0) {
            throw new IllegalStateException("no contents of the couplings at " + at);
        }
        return digit;
    }

    private int digit(NetlistFamily.Place place) {
        String block = COUPLINGS + "." + place.row() + "." + place.column();
        int lowest = lowestDigits.computeIfAbsent(
                block + " " + place.parameter(), name -> lowestDigit(block, place.parameter(), place.bits()));
        return lowest - place.bit() / DIGIT;
    }

    private int lowestDigit(String block, String parameter, int bits) {
        String contents = "." + parameter + "(" + bits + "'h";
        int start = text.indexOf(contents, parameters(block));
        int end = start + contents.length() + bits / DIGIT;
        if (start < 0 || start > name(block) || text.charAt(end) != ')') {
            throw new IllegalStateException("no " + parameter + " of a block RAM " + block);
        }
        return end - 1;
    }

    /** Where the parameters of a cell begin, and its name behind them. */
    private int parameters(String cell) {
        return text.lastIndexOf(" #(", name(cell));
    }

    private int name(String cell) {
        int name = text.indexOf(") \\" + cell + " ");
        if (name < 0) {
            throw new IllegalStateException("the netlist has no " + cell);
        }
        return name;
    }

    private static void yosys(DesignFolder folder, String name, String script) throws IOException {
        folder.write(name + ".ys", script + "\n");
        List<String> command = List.of("yosys", "-q", "-s", name + ".ys");
        new FpgaTools().run(folder.path(), new BuildStep(name, command, List.of(), CELLS, MINUTES), List.of("yosys"));
    }
}
