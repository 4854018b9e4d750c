package io.github.dsllm.verification.fpga;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.verification.simulator.ToolRun;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds and runs Yosys and the tools behind it: on the search path, or in the private root that {@code scripts/fpga.sh} makes where the distribution's are too old.
 * The tools of a design all come from one of both, because the netlist of a newer Yosys is not for an older place and route.
 */
public final class FpgaTools {
    private static final Map<String, String> PACKAGES = Map.of(
            "yosys", "yosys",
            "nextpnr-ecp5", "nextpnr-ecp5 fpga-trellis",
            "ecppack", "fpga-trellis",
            "nextpnr-ice40", "nextpnr-ice40",
            "icepack", "fpga-icestorm",
            "nextpnr-himbaechel", "nextpnr-himbaechel-gowin",
            "gowin_pack", "python3-apycula");

    private final List<Path> searched;
    private final Path home;

    /** Uses the search path and the private root of this user. */
    public FpgaTools() {
        this(System.getenv("PATH"), home());
    }

    /**
     * @param path folders of programs, separated as on this system
     * @param home folder whose {@code bin} leads into a private root
     */
    public FpgaTools(@Nullable String path, Path home) {
        this.searched = Stream.of((path == null ? "" : path).split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
        this.home = home;
    }

    private static Path home() {
        String given = System.getenv("DSLLM_FPGA_HOME");
        if (given != null) {
            return Path.of(given);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        return (cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
                .resolve("dsllm")
                .resolve("fpga");
    }

    /** Where a program is, for a design that needs all the named ones. */
    private Optional<Path> find(String program, List<String> all) {
        List<Path> root = List.of(home.resolve("bin"));
        boolean isInRoot = all.stream().allMatch(each -> in(root, each).isPresent());
        return in(isInRoot ? root : searched, program);
    }

    private static Optional<Path> in(List<Path> folders, String program) {
        return folders.stream()
                .map(folder -> folder.resolve(program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /**
     * Refuses a design whose tools are not there.
     *
     * @throws UserError naming what is missing and the line that installs it
     */
    public void require(List<String> programs) {
        List<String> missing = programs.stream()
                .filter(program -> find(program, programs).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            Set<String> packages = new LinkedHashSet<>();
            missing.forEach(program -> packages.addAll(
                    List.of(PACKAGES.getOrDefault(program, program).split(" "))));
            throw new UserError(
                    "missing: " + String.join(", ", missing)
                            + "; perhaps you should install them, on Debian or Ubuntu with\n    apt-get install "
                            + String.join(" ", packages)
                            + "\nor, where the distribution has no nextpnr-ecp5, with scripts/fpga.sh, which makes a private root of a newer one (docs/fpga.md)");
        }
    }

    /**
     * Runs a program in a folder; its output is kept in {@code <name>.log} there.
     *
     * @param programs all that the design needs
     * @throws UserError if it cannot be started, fails or takes too long; the message ends with its last lines
     */
    public void run(Path folder, BuildStep step, List<String> programs) {
        require(programs);
        List<String> command = new ArrayList<>(step.command());
        find(command.get(0), programs)
                .ifPresent(program -> command.set(0, program.toAbsolutePath().toString()));
        ToolRun.logged(folder, command, folder.resolve(step.log()), Duration.ofMinutes(step.minutes()));
    }
}
