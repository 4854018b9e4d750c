package io.github.dsllm.hw;

import circt.stage.ChiselStage;

/** Elaborates the Chisel templates to SystemVerilog that Verilator, Yosys and Icarus accept. */
public final class CoreGenerator {

    /** Older Yosys and Icarus read neither local variables nor packed arrays, and no layer includes. */
    private static final String[] FIRTOOL_OPTIONS = {
        "--disable-all-randomization",
        "--strip-debug-info",
        "--default-layer-specialization=disable",
        "--lowering-options=disallowLocalVariables,disallowPackedArrays,noAlwaysComb,omitVersionComment,"
                + "emittedLineLength=120,disallowPortDeclSharing",
    };

    /** Returns the SystemVerilog of an accumulator; both widths in bits. */
    public String accumulator(int addendWidth, int sumWidth) {
        return ChiselStage.emitSystemVerilog(
                () -> new Accumulator(addendWidth, sumWidth), new String[0], FIRTOOL_OPTIONS);
    }
}
