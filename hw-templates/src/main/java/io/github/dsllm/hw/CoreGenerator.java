package io.github.dsllm.hw;

import io.github.dsllm.codegen.chip.CoreParameters;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elaborates the core to SystemVerilog that Verilator, Yosys and Icarus accept: one file per module and a list of them. */
public final class CoreGenerator {

    /** Name of the top module. */
    public static final String TOP = "DsCore";

    /** File beside the modules that names them, one per line, relative to their folder. */
    public static final String FILE_LIST = Elaboration.FILE_LIST;

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
     * @throws java.io.UncheckedIOException if the folder cannot be written
     */
    public List<Path> generate(CoreParameters parameters, Path directory) {
        return Elaboration.writeAll(() -> new DsCore(parameters), directory, firtool);
    }
}
