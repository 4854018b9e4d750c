package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Verilator that is installed, checked to be one that understands our RTL. */
final class VerilatorVersion {
    static final String INSTALL =
            "perhaps you should run: sudo apt-get install -y verilator g++ make zlib1g-dev (on macOS: brew install verilator)";
    private static final int OLDEST = 5006;
    private static final Pattern VERSION = Pattern.compile("Verilator (\\d+)\\.(\\d+)");

    private VerilatorVersion() {}

    /** One line that names the versions of Verilator and of the C++ compiler. */
    static String require(String verilator) {
        String line = firstLine(ToolRun.output(Path.of("."), List.of(verilator, "--version"), INSTALL));
        Matcher version = VERSION.matcher(line);
        if (!version.find()) {
            throw new UserError(verilator + " does not tell its version but \"" + line + "\", " + INSTALL);
        }
        if (Integer.parseInt(version.group(1)) * 1000 + Integer.parseInt(version.group(2)) < OLDEST) {
            throw new UserError(line + " is too old, 5.006 is needed, " + INSTALL);
        }
        ToolRun.output(Path.of("."), List.of("make", "--version"), INSTALL);
        return line + ", " + firstLine(ToolRun.output(Path.of("."), List.of("g++", "--version"), INSTALL));
    }

    private static String firstLine(String output) {
        return output.lines().findFirst().orElse("");
    }
}
