package io.github.dsllm.verification.fpga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FpgaToolsTest {
    private static final List<String> BOTH = List.of("first", "second");

    @TempDir
    private Path directory;

    @Test
    void allToolsOfADesignComeFromThePrivateRootWhereItHasThem() throws IOException {
        program("path", "first");
        program("path", "second");
        program("home/bin", "first");
        program("home/bin", "second");

        assertThat(said(BOTH)).isEqualTo("home/bin");
    }

    @Test
    void noneComesFromARootThatDoesNotHaveAll() throws IOException {
        program("path", "first");
        program("path", "second");
        program("home/bin", "first");

        assertThat(said(BOTH)).isEqualTo("path");
    }

    @Test
    void whatIsMissingIsNamedWithTheRemedy() {
        assertThatThrownBy(() -> tools().require(List.of("nextpnr-ice40", "icepack")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("nextpnr-ice40, icepack")
                .hasMessageContaining("apt-get install nextpnr-ice40 fpga-icestorm")
                .hasMessageContaining("scripts/fpga.sh");
    }

    @Test
    void aToolThatTakesTooLongIsEnded() throws IOException {
        program("path", "first", "sleep 600");
        BuildStep step = new BuildStep("wait", List.of("first"), List.of(), "nothing", 0);

        assertThatThrownBy(() -> tools().run(directory, step, List.of("first")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("was ended after 0 minutes");
    }

    private String said(List<String> programs) throws IOException {
        tools().run(directory, new BuildStep("say", List.of("first"), List.of(), "nothing", 1), programs);
        return Files.readString(directory.resolve("say.log")).strip();
    }

    private FpgaTools tools() {
        return new FpgaTools(directory.resolve("path").toString(), directory.resolve("home"));
    }

    private void program(String folder, String name) throws IOException {
        program(folder, name, "echo " + folder);
    }

    private void program(String folder, String name, String line) throws IOException {
        Path file = Files.createDirectories(directory.resolve(folder)).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
