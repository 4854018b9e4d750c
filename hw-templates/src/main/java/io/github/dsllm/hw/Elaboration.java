package io.github.dsllm.hw;

import chisel3.RawModule;
import circt.stage.ChiselStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Elaborates a Chisel module to SystemVerilog that Verilator, Yosys and Icarus accept, one file per module. */
final class Elaboration {
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
}
