package io.github.dsllm.hw.board;

import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.hw.Elaboration;
import io.github.dsllm.hw.Firtool;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elaborates the top level of a board, core and host link within, to SystemVerilog that Verilator, Yosys and Icarus accept: one file per module and a list of them. */
public final class BoardGenerator {

    /** Name of the top module. */
    public static final String TOP = "DsBoard";

    private final Firtool firtool;

    /** Uses the firtool of the class path. */
    public BoardGenerator() {
        this(null);
    }

    /** Uses the given firtool, or that of the class path if it is null. */
    public BoardGenerator(@Nullable Path firtool) {
        this.firtool = new Firtool(firtool);
    }

    /**
     * Writes the modules into a folder, which is created if needed and holds no other Verilog, and returns their files in alphabetical order. The same
     * parameters give the same bytes.
     *
     * @throws io.github.dsllm.codegen.UserError if there is no firtool for this machine
     * @throws java.io.UncheckedIOException if the folder cannot be written
     */
    public List<Path> generate(BoardParameters parameters, Path directory) {
        return Elaboration.writeAll(() -> new DsBoard(parameters), directory, firtool);
    }
}
