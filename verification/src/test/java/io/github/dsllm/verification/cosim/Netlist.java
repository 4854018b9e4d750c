package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.verification.fpga.FpgaPart;
import io.github.dsllm.verification.fpga.FpgaTargets;
import io.github.dsllm.verification.fpga.Ice40Target;
import io.github.dsllm.verification.simulator.ToolRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A core after synthesis for an iCE40: look-up tables, flip-flops, carries and block RAMs with their initial contents. */
final class Netlist {
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final String CELLS = "netlist.v";

    /** A word of 16 bits at each of 256 addresses; line 0 holds words 0 … 15, the first one lowest. Bit i is where i read backwards says, see {@link #place}. */
    private static final int WORD = 16;

    private static final int WORD_INDEX_BITS = 4;

    private static final int WORDS_OF_LINE = 16;
    private static final int WORDS = 256;
    private static final int DIGIT = 4;

    private final String text;

    private Netlist(String text) {
        this.text = text;
    }

    /** Synthesises a core with the memory files of an image, in a folder. */
    static Netlist of(CoreParameters core, Path image, Path folder) throws IOException {
        List<Path> sources = new CoreGenerator().generate(core, folder.resolve("rtl"));
        try (Stream<Path> files = Files.list(image)) {
            for (Path memory :
                    files.filter(file -> file.toString().endsWith(".mem")).toList()) {
                Files.copy(memory, folder.resolve(memory.getFileName()));
            }
        }
        String names = sources.stream().map(file -> "rtl/" + file.getFileName()).collect(Collectors.joining(" "));
        Ice40Target target = new Ice40Target();
        FpgaPart part = FpgaTargets.part(target, "iCE40HX8K");
        for (var map : target.maps(part).entrySet()) {
            Files.writeString(folder.resolve(map.getKey()), map.getValue());
        }
        yosys(
                folder,
                "synthesis",
                "read_verilog -sv -DDSLLM_PAGES " + names + "\n" + target.mapping(part, "-top DsCore")
                        + "write_verilog -noattr " + CELLS);
        return new Netlist(Files.readString(folder.resolve(CELLS)));
    }

    /**
     * Writes it for a simulator into {@code rtl} of a folder: look-up tables and flip-flops as Yosys' own cells, block RAMs as a module of ours, what nothing drives as 0.
     */
    Path simulated(Path folder) throws IOException {
        Files.writeString(folder.resolve(CELLS), text);
        copy("ice40-cells.v", folder);
        Path rtl = Files.createDirectory(folder.resolve("rtl"));
        copy("ice40-ram.v", rtl);
        yosys(
                folder,
                "simulated",
                "read_verilog " + CELLS + "; read_verilog -lib +/ice40/cells_sim.v; hierarchy -top DsCore;"
                        + " techmap -map ice40-cells.v; setundef -zero; opt_clean; write_verilog -noattr rtl/" + CELLS);
        return rtl;
    }

    private static void copy(String resource, Path folder) throws IOException {
        try (InputStream in = Netlist.class.getResourceAsStream(resource)) {
            Files.copy(Objects.requireNonNull(in, resource), folder.resolve(resource));
        }
    }

    /** A word of a memory that lies in block RAMs of 256 × 16, read back from their initial contents. */
    long word(String memory, int address, int bits) {
        long value = 0;
        for (int column = 0; column * WORD < bits; column++) {
            String line = line(memory, address, column).group(1);
            int word = address % WORDS_OF_LINE;
            int end = line.length() - word * WORD / DIGIT;
            long stored = Long.parseLong(line.substring(end - WORD / DIGIT, end), 16);
            for (int bit = 0; bit < WORD; bit++) {
                value |= (stored >> place(bit) & 1) << column * WORD + bit;
            }
        }
        return bits == Long.SIZE ? value : value & (1L << bits) - 1;
    }

    /** The same netlist with one bit of a memory's initial contents flipped. */
    Netlist withFlippedBit(String memory, int address, int bit) {
        Matcher line = line(memory, address, bit / WORD);
        int place = address % WORDS_OF_LINE * WORD + place(bit % WORD);
        int digit = line.end(1) - 1 - place / DIGIT;
        int flipped = Character.digit(text.charAt(digit), 16) ^ 1 << place % DIGIT;
        return new Netlist(text.substring(0, digit) + Integer.toHexString(flipped) + text.substring(digit + 1));
    }

    /** Where a bit of a word lies in the block RAM: Yosys connects it so that narrower words of deeper memories take the same pins. */
    private static int place(int bit) {
        return Integer.reverse(bit) >>> Integer.SIZE - WORD_INDEX_BITS;
    }

    private Matcher line(String memory, int address, int column) {
        String name = memory + "." + address / WORDS + "." + column;
        int end = text.indexOf(") \\" + name + " ");
        int start = text.lastIndexOf("SB_RAM40_4K #(", end);
        String contents = String.format("\\.INIT_%X\\(256'h([0-9a-fx]{64})\\)", address % WORDS / WORDS_OF_LINE);
        Matcher found = Pattern.compile(contents).matcher(text);
        if (end < 0 || start < 0 || !found.region(start, end).find()) {
            throw new IllegalStateException("the netlist has no block RAM " + name);
        }
        return found;
    }

    private static void yosys(Path folder, String name, String script) throws IOException {
        Files.writeString(folder.resolve(name + ".ys"), script.replace("; ", "\n") + "\n");
        ToolRun.logged(folder, List.of("yosys", "-q", "-s", name + ".ys"), folder.resolve(name + ".log"), LIMIT);
    }
}
