package io.github.dsllm.verification.fpga;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Project files for tools that are not open. No vendor's tool has read them yet. */
final class VendorFiles {
    private VendorFiles() {}

    /** A Vivado project in batch mode, and its constraints. */
    static SortedMap<String, String> vivado(FpgaDesign design) {
        StringBuilder project = new StringBuilder("# vivado -mode batch -source design.tcl; not yet run in Vivado\n");
        project.append("create_project -in_memory -part ")
                .append(design.part().device())
                .append('\n');
        design.sources()
                .forEach(source ->
                        project.append("read_verilog -sv ").append(source).append('\n'));
        project.append("read_xdc design.xdc\nsynth_design -top ")
                .append(design.top())
                .append("\nopt_design\nplace_design\nphys_opt_design\nroute_design\n")
                .append(
                        "report_utilization -hierarchical -file utilisation.txt\nreport_timing_summary -file timing.txt\n")
                .append("write_bitstream -force design.bit\n");
        StringBuilder constraints = new StringBuilder();
        FpgaBoard board = design.board();
        double clock = board == null ? design.clock() : board.oscillator();
        constraints.append(
                String.format(Locale.ROOT, "create_clock -name clock -period %.3f [get_ports clock]\n", 1e9 / clock));
        constraints.append(design.pins(
                "#",
                (port, pin) ->
                        "set_property -dict {PACKAGE_PIN " + pin + " IOSTANDARD LVCMOS33} [get_ports " + port + "]\n"));
        SortedMap<String, String> files = new TreeMap<>();
        files.put("design.tcl", project.toString());
        files.put("design.xdc", constraints.toString());
        return files;
    }

    /** A Quartus project with settings and timing constraints. */
    static SortedMap<String, String> quartus(FpgaDesign design) {
        StringBuilder settings = new StringBuilder("# quartus_sh --flow compile design; not yet run in Quartus\n");
        settings.append("set_global_assignment -name FAMILY \"Cyclone V\"\nset_global_assignment -name DEVICE ")
                .append(design.part().device())
                .append("\nset_global_assignment -name TOP_LEVEL_ENTITY ")
                .append(design.top())
                .append("\nset_global_assignment -name SDC_FILE design.sdc\n");
        design.sources()
                .forEach(source -> settings.append("set_global_assignment -name SYSTEMVERILOG_FILE ")
                        .append(source)
                        .append('\n'));
        FpgaBoard board = design.board();
        settings.append(design.pins(
                "#",
                (port, pin) -> "set_location_assignment PIN_" + pin + " -to " + port
                        + "\nset_instance_assignment -name IO_STANDARD \"3.3-V LVTTL\" -to " + port + "\n"));
        double clock = board == null ? design.clock() : board.oscillator();
        SortedMap<String, String> files = new TreeMap<>();
        files.put("design.qpf", "PROJECT_REVISION = \"design\"\n");
        files.put("design.qsf", settings.toString());
        files.put(
                "design.sdc",
                String.format(
                        Locale.ROOT,
                        "create_clock -name clock -period %.3f [get_ports clock]\nderive_pll_clocks\nderive_clock_uncertainty\n",
                        1e9 / clock));
        return files;
    }
}
