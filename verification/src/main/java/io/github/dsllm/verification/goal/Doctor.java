package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.List;

/** Says which tools are there, which are missing or too old, what needs them and the line that installs them. */
public final class Doctor {
    static final List<Tool> TOOLS = List.of(
            new Tool("Verilator", List.of("verilator"), "5.006", "verify, run on rtl", true, "verilator"),
            new Tool("C++ compiler", List.of("g++", "clang++"), "9", "verify, run on rtl", true, "g++"),
            new Tool("make", List.of("make", "gmake"), "3.81", "verify, run on rtl", true, "make"),
            new Tool("Yosys", List.of("yosys"), "0.23", "synthesize, the tests of the emitted Verilog", false, "yosys"),
            new Tool(
                    "Icarus Verilog", List.of("iverilog"), "11", "the tests of the emitted Verilog", false, "iverilog"),
            new Tool("ngspice", List.of("ngspice"), "39", "physics with dsllm.spice", false, "ngspice"),
            new Tool(
                    "nextpnr-ice40", List.of("nextpnr-ice40"), "0.4", "bitstreams of an iCE40", false, "nextpnr-ice40"),
            new Tool("icepack", List.of("icepack"), "0", "bitstreams of an iCE40", false, "fpga-icestorm"));

    private final ToolSearch search;

    public Doctor() {
        this(new ToolSearch(System.getenv("PATH")));
    }

    Doctor(ToolSearch search) {
        this.search = search;
    }

    /**
     * Reports on every tool.
     *
     * @throws UserError naming all tools that a goal cannot do without and the line that installs them
     */
    public void examine(Messages messages) {
        messages.info("Java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch"));
        messages.info(
                "firtool comes with the plugin on Linux, macOS and Windows on x64; elsewhere give -Ddsllm.firtool=");
        List<Tool> missing = new ArrayList<>();
        for (Tool tool : TOOLS) {
            ToolSearch.Finding finding = search.find(tool);
            messages.info(tool.name() + ": " + finding.describe() + " ("
                    + (tool.required() ? "needed by " : "optional, for ") + tool.neededBy() + ")");
            if (!finding.usable()) {
                missing.add(tool);
            }
        }
        String line = "apt-get install "
                + String.join(" ", missing.stream().map(Tool::debianPackage).toList());
        if (missing.stream().anyMatch(Tool::required)) {
            List<String> names =
                    missing.stream().filter(Tool::required).map(Tool::name).toList();
            throw new UserError("missing or too old: " + String.join(", ", names)
                    + "; perhaps you should install them, on Debian or Ubuntu with\n    " + line);
        }
        messages.info(missing.isEmpty() ? "All tools are there." : "All needed tools are there; the others: " + line);
    }

    /**
     * A program that a goal calls.
     *
     * @param name for people
     * @param commands alternatives, the first found is taken
     * @param oldest oldest version that works
     * @param neededBy goals that call it
     * @param required whether a goal fails without it
     * @param debianPackage package on Debian and Ubuntu
     */
    record Tool(
            String name,
            List<String> commands,
            String oldest,
            String neededBy,
            boolean required,
            String debianPackage) {}
}
