package io.github.dsllm.hw;

import chisel3.RawModule;
import circt.stage.ChiselStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Elaborates a Chisel module to SystemVerilog that Verilator, Yosys and Icarus accept, one file per module. */
public final class Elaboration {
    static final String FILE_LIST = "filelist.f";

    private static final System.Logger LOG = System.getLogger(Elaboration.class.getName());

    private Elaboration() {}

    /** Writes {@code <module>.sv} for every module and {@code <module>.v} for the inline ones into a directory. */
    static void write(Supplier<? extends RawModule> module, Path directory) {
        write(module, directory, new Firtool(null));
    }

    /** The same with the given firtool; what it complains about goes to the log and is returned. */
    static String write(Supplier<? extends RawModule> module, Path directory, Firtool firtool) {
        String firrtl = ChiselStage.emitCHIRRTL(module::get, new String[0]);
        try {
            String complaints = firtool.compile(firrtl, directory);
            if (!complaints.isBlank()) {
                LOG.log(Level.WARNING, "firtool: {0}", complaints.strip());
            }
            return complaints;
        } catch (IOException e) {
            throw new UncheckedIOException("the modules cannot be written to " + directory, e);
        }
    }

    /**
     * Writes the modules into a folder, which is created if needed and holds no other Verilog, with a list of them, and returns their files in alphabetical
     * order. The same module gives the same bytes.
     *
     * @throws io.github.dsllm.codegen.UserError if there is no firtool for this machine
     * @throws UncheckedIOException if the folder cannot be written
     */
    public static List<Path> writeAll(Supplier<? extends RawModule> module, Path directory, Firtool firtool) {
        try {
            Files.createDirectories(directory);
            write(module, directory, firtool);
            List<Path> files = modules(directory);
            List<String> names =
                    files.stream().map(file -> file.getFileName().toString()).toList();
            Files.writeString(directory.resolve(FILE_LIST), String.join("\n", names) + "\n");
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("the modules cannot be written to " + directory, e);
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
