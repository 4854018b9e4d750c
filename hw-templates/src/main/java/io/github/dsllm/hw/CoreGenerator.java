package io.github.dsllm.hw;

import io.github.dsllm.codegen.chip.CoreParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Elaborates the core to SystemVerilog that Verilator, Yosys and Icarus accept: one file per module and a list of them. */
public final class CoreGenerator {

    /** Name of the top module. */
    public static final String TOP = "DsCore";

    /** File beside the modules that names them, one per line, relative to their folder. */
    public static final String FILE_LIST = "filelist.f";

    private final Firtool firtool;

    /** Uses the firtool of the class path. */
    public CoreGenerator() {
        this(null);
    }

    /** Uses the given firtool, or that of the class path if it is null. */
    public CoreGenerator(@Nullable Path firtool) {
        this.firtool = new Firtool(firtool);
    }

    /**
     * Writes the modules of a core into a folder, which is created if needed and holds no other Verilog, and returns their files in alphabetical order. The
     * same parameters give the same bytes.
     *
     * @throws io.github.dsllm.codegen.UserError if there is no firtool for this machine
     * @throws UncheckedIOException if the folder cannot be written
     */
    public List<Path> generate(CoreParameters parameters, Path directory) {
        try {
            Files.createDirectories(directory);
            Elaboration.write(() -> new DsCore(parameters), directory, firtool);
            List<Path> files = modules(directory);
            List<String> names =
                    files.stream().map(file -> file.getFileName().toString()).toList();
            Files.writeString(directory.resolve(FILE_LIST), String.join("\n", names) + "\n");
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("the modules of the core cannot be written to " + directory, e);
        }
    }

    private static List<Path> modules(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file ->
                            file.toString().endsWith(".sv") || file.toString().endsWith(".v"))
                    .sorted()
                    .toList();
        }
    }
}
