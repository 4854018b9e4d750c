package io.github.dsllm.hw.board;

import java.util.List;
import java.util.stream.Collectors;

/** The description of a core for FuseSoC: a {@code .core} file of CAPI2. */
public final class FuseSocCore {
    private FuseSocCore() {}

    /**
     * The text of the file.
     *
     * @param name name of the core
     * @param verilog its Verilog files, relative to the place of the description
     * @param memories the files that its memories start with, likewise; they are copied to where tools run
     */
    public static String text(String name, List<String> verilog, List<String> memories) {
        return """
                CAPI=2:

                name: io.github.dsllm:core:%s:0.1.0
                description: A trained language model as digitally emulated dynamical system, with AXI4-Lite and AXI4-Stream ports

                filesets:
                  rtl:
                    file_type: systemVerilogSource
                    files:
                %s
                  contents:
                    file_type: user
                    files:
                %s

                targets:
                  default:
                    filesets: [rtl, contents]
                    toplevel: %s
                """.formatted(
                        name,
                        lines(verilog, "      - %s"),
                        memories.stream()
                                .map(file -> "      - " + file + ": {copyto: "
                                        + file.substring(file.lastIndexOf('/') + 1) + "}")
                                .collect(Collectors.joining("\n")),
                        SocGenerator.TOP);
    }

    private static String lines(List<String> files, String format) {
        return files.stream().map(format::formatted).collect(Collectors.joining("\n"));
    }
}
