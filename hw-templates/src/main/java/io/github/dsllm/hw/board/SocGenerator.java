package io.github.dsllm.hw.board;

import io.github.dsllm.codegen.chip.SocParameters;
import io.github.dsllm.hw.Elaboration;
import io.github.dsllm.hw.Firtool;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elaborates the core as a part of a system on a chip, with AXI ports, to SystemVerilog: one file per module and a list of them. */
public final class SocGenerator {

    /** Name of the top module. */
    public static final String TOP = "DsAxi";

    private final Firtool firtool;

    /** Uses the given firtool, or that of the class path if it is null. */
    public SocGenerator(@Nullable Path firtool) {
        this.firtool = new Firtool(firtool);
    }

    /**
     * Writes the modules into a folder, which is created if needed and holds no other Verilog, and returns their files in alphabetical order. The same
     * parameters give the same bytes.
     *
     * @throws io.github.dsllm.codegen.UserError if there is no firtool for this machine
     * @throws java.io.UncheckedIOException if the folder cannot be written
     */
    public List<Path> generate(SocParameters parameters, Path directory) {
        return Elaboration.writeAll(() -> new DsAxi(parameters), directory, firtool);
    }
}
