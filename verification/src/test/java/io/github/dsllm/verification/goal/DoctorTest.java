package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class DoctorTest {
    @TempDir
    private Path bin;

    private final RecordedMessages messages = new RecordedMessages();

    @Test
    void missingToolsComeTogetherWithTheLineThatInstallsThem() {
        assertThatThrownBy(this::examine)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("missing or too old: Verilator, C++ compiler, make")
                .hasMessageContaining("apt-get install verilator g++ make yosys iverilog ngspice");
    }

    @Test
    void aToolThatIsTooOldIsMissing() throws IOException {
        program("verilator", "Verilator 4.038 2020-07-11");
        program("g++", "g++ (Debian 12.2.0-14) 12.2.0");
        program("make", "GNU Make 4.3");

        assertThatThrownBy(this::examine).hasMessageContaining("missing or too old: Verilator;");
        assertThat(messages.lines)
                .anyMatch(line -> line.contains("4.038 at ") && line.contains("too old: at least 5.006"));
    }

    @Test
    void optionalToolsMayBeMissing() throws IOException {
        program("verilator", "Verilator 5.006 2023-01-22 rev (Debian 5.006-3)");
        program("clang++", "Debian clang version 14.0.6");
        program("gmake", "GNU Make 4.3");
        program("iverilog", "Icarus Verilog version 11.0 (stable) ()");
        program("ngspice", "******\n** ngspice-39 : Circuit level simulation program");

        examine();

        assertThat(messages.lines).last().asString().contains("apt-get install yosys");
        assertThat(messages.lines)
                .contains("Verilator: 5.006 at " + bin.resolve("verilator") + " (needed by verify, run on rtl)")
                .anyMatch(line -> line.startsWith("ngspice: 39 at "));
    }

    @Test
    void versionsAreOrderedNumberByNumber() {
        assertThat(ToolSearch.compare("5.032", "5.006")).isPositive();
        assertThat(ToolSearch.compare("4.9", "4.10")).isNegative();
        assertThat(ToolSearch.compare("11", "11.0")).isZero();
    }

    private void examine() {
        new Doctor(new ToolSearch(bin.toString())).examine(messages);
    }

    private void program(String name, String version) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\necho '" + version + "'\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
