package io.github.dsllm.hw;

import chisel3.RawModule;
import circt.stage.ChiselStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Elaborates a Chisel module to SystemVerilog that Verilator, Yosys and Icarus accept, one file per module. */
final class Elaboration {

    /** Older Yosys and Icarus read neither local variables nor packed arrays, and no layer includes. */
    static final String[] FIRTOOL_OPTIONS = {
        "--disable-all-randomization",
        "--strip-debug-info",
        "--default-layer-specialization=disable",
        "--lowering-options=disallowLocalVariables,disallowPackedArrays,noAlwaysComb,omitVersionComment,"
                + "emittedLineLength=120,disallowPortDeclSharing",
    };

    private Elaboration() {}

    /** Writes {@code <module>.sv} for every module and {@code <module>.v} for the inline ones into a directory. */
    static void write(Supplier<? extends RawModule> module, Path directory) {
        write(module, directory, null);
    }

    /** The same with a firtool of the user's, null for the one in the class path. */
    static void write(Supplier<? extends RawModule> module, Path directory, @Nullable Path firtool) {
        List<String> arguments = new ArrayList<>(List.of("--target-dir", directory.toString(), "--split-verilog"));
        if (firtool != null) {
            arguments.addAll(List.of("--firtool-binary-path", firtool.toString()));
        }
        ChiselStage.emitSystemVerilogFile(module::get, arguments.toArray(String[]::new), FIRTOOL_OPTIONS);
    }
}
