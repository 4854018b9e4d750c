package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.hw.CoreGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The Verilog of a core in a folder. It is kept until its parameters, the generator, firtool or one of its files change; a new model with the same
 * sizes needs no new Verilog.
 */
final class CoreVerilog {
    private final Path folder;
    private final @Nullable Path firtool;
    private final Path mark;

    /** The record of what made the folder stands beside it. */
    CoreVerilog(Path folder, @Nullable Path firtool) {
        this.folder = folder;
        this.firtool = firtool;
        this.mark = folder.resolveSibling(folder.getFileName() + ".core");
    }

    /** Emits the Verilog if need be and returns whether it was. */
    boolean make(CoreParameters core) throws IOException {
        if (inputs(core).changesSince(mark).isEmpty()) {
            return false;
        }
        Files.deleteIfExists(mark);
        new CoreGenerator(firtool).generate(core, Outputs.aside(folder));
        Outputs.replace(folder);
        inputs(core).save(mark);
        return true;
    }

    private Inputs inputs(CoreParameters core) throws IOException {
        return new Inputs()
                .with("parameters", (Object) core)
                .with("generator", (Object) Workbench.generatorDigest())
                .with("firtool", firtool)
                .with("Verilog", folder);
    }
}
