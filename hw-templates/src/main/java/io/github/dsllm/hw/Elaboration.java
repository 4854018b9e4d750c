package io.github.dsllm.hw;

import chisel3.RawModule;
import circt.stage.ChiselStage;
import java.nio.file.Path;
import java.util.function.Supplier;

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
        ChiselStage.emitSystemVerilogFile(
                module::get, new String[] {"--target-dir", directory.toString(), "--split-verilog"}, FIRTOOL_OPTIONS);
    }
}
