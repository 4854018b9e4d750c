package io.github.dsllm.verification.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told when the tools are not as they should be. The tools are little scripts. */
class VerilatorBuildTest {
    @TempDir
    private Path directory;

    @Test
    void namesTheInstallCommandWhenVerilatorIsMissing() {
        assertThatThrownBy(() -> new VerilatorBuild("no-such-verilator", request(), false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no-such-verilator cannot be started")
                .hasMessageContaining("apt-get install -y verilator g++ make");
    }

    @Test
    void refusesAVerilatorThatIsTooOld() throws IOException {
        String old = script("echo 'Verilator 4.038 2020-07-11 rev v4.036-114-g0cd4a57ad'");

        assertThatThrownBy(() -> new VerilatorBuild(old, request(), false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Verilator 4.038")
                .hasMessageContaining("5.006 is needed");
    }

    @Test
    @Tag("native")
    void showsTheLastLinesOfAFailureAndLeavesNothingBehind() throws IOException {
        String failing = script(
                "[ \"$1\" = --version ] && echo 'Verilator 5.006 2023-01-22' && exit 0; echo 'the RTL is bad'; exit 7");
        Files.writeString(
                Files.createDirectories(directory.resolve("rtl")).resolve("DsCore.sv"), "module DsCore; endmodule\n");

        assertThatThrownBy(() -> new VerilatorBuild(failing, request(), false).executable())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("exit code 7")
                .hasMessageContaining("the RTL is bad");
        try (var left = Files.list(directory.resolve("cache"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    @Tag("native")
    void buildsAnUnchangedCoreOnlyOnce() throws IOException {
        Path runs = directory.resolve("runs");
        String verilator = script("""
                if [ "$1" = --version ]; then echo 'Verilator 5.006 2023-01-22'; exit 0; fi
                echo run >> %s
                while [ $# -gt 0 ]; do [ "$1" = --Mdir ] && objects=$2; shift; done
                printf '#!/bin/sh\\n' > "$objects/DsCoreHarness" && chmod +x "$objects/DsCoreHarness"
                """.formatted(runs));
        Path rtl = Files.createDirectories(directory.resolve("rtl")).resolve("DsCore.sv");
        Files.writeString(rtl, "module DsCore; endmodule\n");

        Path first = new VerilatorBuild(verilator, request(), false).executable();
        Path second = new VerilatorBuild(verilator, request(), false).executable();
        Files.writeString(rtl, "module DsCore; wire changed; endmodule\n");
        Path third = new VerilatorBuild(verilator, request(), false).executable();
        Path fourth = new VerilatorBuild(verilator, request().with(Profile.CHECKED), false).executable();

        assertThat(first).isEqualTo(second).isExecutable();
        assertThat(third).isNotEqualTo(first);
        assertThat(fourth).isNotEqualTo(third);
        assertThat(Files.readAllLines(runs)).hasSize(3);
    }

    @Test
    @Tag("native")
    void compilesTheRuntimeOfVerilatorOnceForAllCoresOfTheSameFlags() throws IOException {
        Path compiled = directory.resolve("compiled");
        String verilator = script("""
                if [ "$1" = --version ]; then echo 'Verilator 5.006 2023-01-22'; exit 0; fi
                while [ $# -gt 0 ]; do [ "$1" = --Mdir ] && objects=$2; shift; done
                [ -f "$objects/verilated.o" ] || echo compiled >> %1$s
                cat "$objects/verilated.o" >> %1$s || true
                echo object > "$objects/verilated.o"
                printf '#!/bin/sh\\n' > "$objects/DsCoreHarness" && chmod +x "$objects/DsCoreHarness"
                """.formatted(compiled));
        Path rtl = Files.createDirectories(directory.resolve("rtl")).resolve("DsCore.sv");
        for (String core : List.of("one", "other")) {
            Files.writeString(rtl, "module DsCore; wire " + core + "; endmodule\n");
            new VerilatorBuild(verilator, request(), false).executable();
        }
        new VerilatorBuild(verilator, request(), true).executable();

        assertThat(Files.readAllLines(compiled)).containsExactly("compiled", "object", "compiled");
    }

    private String script(String body) throws IOException {
        Path script = directory.resolve("verilator");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script.toString();
    }

    private CoreBuild request() {
        CoreParameters core = new CoreParameters(
                1,
                1,
                8,
                4,
                1,
                4,
                8,
                Numerics.DEFAULT,
                new CoreParameters.Widths(24, 40, 30, 24),
                new CoreParameters.Depths(16, 16, 1, 8, 8, 8, 8, 8),
                false,
                true);
        return new CoreBuild(directory.resolve("rtl"), core, Profile.FAST, false, directory.resolve("cache"));
    }
}
