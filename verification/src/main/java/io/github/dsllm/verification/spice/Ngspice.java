package io.github.dsllm.verification.spice;

import io.github.dsllm.sim.physics.FreeNodes;
import io.github.dsllm.sim.physics.Trajectory;
import io.github.dsllm.sim.physics.spice.Circuit;
import io.github.dsllm.sim.physics.spice.RawFile;
import io.github.dsllm.verification.simulator.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs decks with ngspice, as a program of its own with a list of arguments, without the user's start-up file. */
public final class Ngspice {
    private static final String REMEDY =
            "perhaps you should install it, on Debian or Ubuntu with\n    apt-get install ngspice\nor leave out -Ddsllm.spice";

    private final String program;

    public Ngspice() {
        this("ngspice");
    }

    Ngspice(String program) {
        this.program = program;
    }

    /**
     * Writes {@code <name>.cir}, runs it and reads {@code <name>.raw}, which is then removed.
     *
     * @throws io.github.dsllm.codegen.UserError if ngspice is missing or fails; the message ends with its last lines
     */
    public Trajectory run(Path folder, String name, String deck, FreeNodes nodes, Circuit circuit) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".cir"), deck);
        Path raw = folder.resolve(name + ".raw");
        Files.deleteIfExists(raw);
        ToolRun.output(folder, List.of(program, "-n", "-b", "-r", name + ".raw", name + ".cir"), REMEDY);
        try {
            return RawFile.read(raw, nodes, circuit);
        } finally {
            Files.deleteIfExists(raw);
        }
    }
}
