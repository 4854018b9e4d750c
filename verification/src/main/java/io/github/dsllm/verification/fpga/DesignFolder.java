package io.github.dsllm.verification.fpga;

import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.MemoryFormat;
import io.github.dsllm.codegen.chip.MemoryPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * A folder with everything that a bitstream is made of: Verilog in {@code rtl}, memory files beside it, scripts and constraints. It can be taken elsewhere; no name
 * in it leads out.
 */
public final class DesignFolder {
    public static final String RTL = "rtl";
    public static final String SCRIPT = "design.ys";
    public static final String STATISTICS = "statistics.json";

    private static final String MEMORY = ".mem";
    private static final int SYNTHESIS_MINUTES = 120;

    private final Path folder;

    public DesignFolder(Path folder) {
        this.folder = folder;
    }

    public Path path() {
        return folder;
    }

    /**
     * Copies Verilog and memory files; older ones of the folder are gone.
     *
     * @return the Verilog files, relative, in alphabetical order
     */
    public List<String> fill(Path rtl, Path image) throws IOException {
        Files.createDirectories(folder.resolve(RTL));
        for (Path old : files(folder.resolve(RTL), ".sv", ".v")) {
            Files.delete(old);
        }
        for (Path old : files(folder, MEMORY)) {
            Files.delete(old);
        }
        for (Path old : pages()) {
            Files.delete(old);
        }
        List<String> sources = new ArrayList<>();
        for (Path source : files(rtl, ".sv", ".v")) {
            copy(source, folder.resolve(RTL));
            sources.add(RTL + "/" + source.getFileName());
        }
        for (Path memory : files(image, MEMORY)) {
            copy(memory, folder);
            if (MemoryFormat.COUPLING.isNameOf(memory.getFileName().toString())) {
                writePages(memory);
            }
        }
        return sources;
    }

    /** Synthesis reads all pages of a memory but the first from files of their own. */
    private void writePages(Path memory) throws IOException {
        List<String> words = Files.readAllLines(memory);
        List<Integer> pages = MemoryPages.of(words.size());
        int from = pages.get(0);
        for (int page = 1; page < pages.size(); page++) {
            int to = from + pages.get(page);
            write(
                    MemoryPages.file(memory.getFileName().toString(), page),
                    String.join("\n", words.subList(from, to)) + "\n");
            from = to;
        }
    }

    private List<Path> pages() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().contains(MEMORY + MemoryPages.PAGE))
                    .toList();
        }
    }

    private static void copy(Path file, Path into) throws IOException {
        Files.copy(file, into.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Writes text files by name. */
    public void write(SortedMap<String, String> texts) throws IOException {
        for (Map.Entry<String, String> text : texts.entrySet()) {
            write(text.getKey(), text.getValue());
        }
    }

    /** Writes a text file. */
    public void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /**
     * The script that synthesises a design flat, to a netlist and to statistics.
     *
     * @param target family
     */
    public static String script(FpgaTarget target, FpgaDesign design) {
        return read(design.sources())
                + keepStates(target, design)
                + mapAdders(design)
                + target.mapping(design.part(), "-top " + design.top())
                + "hierarchy -check\n"
                + "tee -q -o " + STATISTICS + " stat -json\n"
                + "blackbox =A:whitebox\nwrite_json " + design.netlist() + "\n";
    }

    /** The script that counts resources module by module. */
    public static String hierarchicalScript(FpgaTarget target, FpgaDesign design) {
        return read(design.sources())
                + keepStates(target, design)
                + target.mapping(design.part(), "-noflatten -top " + design.top())
                + "tee -q -o " + STATISTICS + " stat -json\n";
    }

    private static String keepStates(FpgaTarget target, FpgaDesign design) {
        return design.states() == ChipSpec.States.LOGIC ? target.statesInLogic().orElseThrow() : "";
    }

    /** Adders with a module of their own become carry chains before flattening, else those that follow each other were joined to carry-save tables. */
    private static String mapAdders(FpgaDesign design) {
        return "hierarchy -top " + design.top() + "\nalumacc *SignedAdder*\n";
    }

    private static String read(List<String> sources) {
        return "read_verilog -sv -DDSLLM_PAGES " + String.join(" ", sources) + "\n";
    }

    /** The run of Yosys that a script of this folder asks for. */
    public static BuildStep synthesis(List<String> inputs, String output) {
        return new BuildStep("synthesis", List.of("yosys", "-q", "-s", SCRIPT), inputs, output, SYNTHESIS_MINUTES);
    }

    /** The steps as a Makefile. */
    public static String makefile(List<BuildStep> steps) {
        StringBuilder text = new StringBuilder(
                "# From Verilog to bitstream; needs the tools on the search path and nothing else.\n");
        text.append("all: ").append(steps.get(steps.size() - 1).output()).append('\n');
        for (BuildStep step : steps) {
            text.append('\n')
                    .append(step.output())
                    .append(": ")
                    .append(String.join(" ", step.inputs()))
                    .append("\n\t")
                    .append(String.join(" ", step.command()))
                    .append(" > ")
                    .append(step.log())
                    .append(" 2>&1\n");
        }
        return text.append("\nclean:\n\trm -f ")
                .append(String.join(" ", steps.stream().map(BuildStep::output).toList()))
                .append("\n\n.PHONY: all clean\n.DELETE_ON_ERROR:\n")
                .toString();
    }

    private static List<Path> files(Path directory, String... endings) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .sorted()
                    .toList();
        }
    }
}
