package io.github.dsllm.verification.goal;

import io.github.dsllm.verification.fpga.FpgaTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Shell scripts in the place of Yosys, nextpnr-ecp5 and ecppack: they write what they are told, in an instant. */
final class PretendTools {
    private final Path programs;
    private final Path absent;

    PretendTools(Path folder) throws IOException {
        this.programs = Files.createDirectories(folder.resolve("programs"));
        this.absent = folder.resolve("absent");
        program("ecppack", "echo bits > design.bit");
    }

    /** Lets Yosys count so many look-up tables. */
    PretendTools finding(int tables) throws IOException {
        return program("yosys", """
                printf '%%s' '{"modules": {"\\\\DsFpga": {"num_cells_by_type": {"LUT4": %d}}}}' > statistics.json
                echo '{}' > design.json""".formatted(tables));
    }

    /** Lets nextpnr report such a clock, in MHz, of the 80 MHz asked for. */
    PretendTools reaching(int clock) throws IOException {
        return program("nextpnr-ecp5", """
                printf '%%s' '{"critical_paths": [{"from": "posedge c", "to": "posedge c", "path": [{"delay": 9.5, "net": "board.core.lanes.a"}]}],
                  "fmax": {"c": {"achieved": %d, "constraint": 80}}}' > timing.json
                echo placed > design.config""".formatted(clock));
    }

    FpgaTools tools() {
        return new FpgaTools(programs.toString(), absent);
    }

    private PretendTools program(String name, String text) throws IOException {
        Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }
}
