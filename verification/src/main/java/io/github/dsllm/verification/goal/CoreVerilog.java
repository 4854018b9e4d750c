package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.SocParameters;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.hw.board.BoardGenerator;
import io.github.dsllm.hw.board.SocGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Verilog of a core, or of a board with it, in a folder. It is kept until its parameters, the generator, firtool or one of its files change; a new model with the same
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

    /**
     * Emits the Verilog if need be and returns whether it was.
     *
     * @throws UserError if the folder holds something else
     */
    boolean make(CoreParameters core) throws IOException {
        return make(core, aside -> new CoreGenerator(firtool).generate(core, aside));
    }

    /**
     * The same for the top level of a board.
     *
     * @throws UserError if the folder holds something else
     */
    boolean make(BoardParameters board) throws IOException {
        return make(board, aside -> new BoardGenerator(firtool).generate(board, aside));
    }

    /**
     * The same for a system on a chip.
     *
     * @throws UserError if the folder holds something else
     */
    boolean make(SocParameters soc) throws IOException {
        return make(soc, aside -> new SocGenerator(firtool).generate(soc, aside));
    }

    private boolean make(Record parameters, Consumer<Path> generator) throws IOException {
        if (inputs(parameters).changesSince(mark).isEmpty()) {
            return false;
        }
        requireOurs();
        Files.deleteIfExists(mark);
        Path aside = Outputs.aside(folder);
        try {
            generator.accept(aside);
            Outputs.replace(folder);
        } finally {
            Outputs.delete(aside);
        }
        inputs(parameters).save(mark);
        return true;
    }

    /** Removes the Verilog of an earlier run; what others have put into the folder's place stays. */
    void remove() throws IOException {
        if (isOurs()) {
            Files.deleteIfExists(mark);
            Outputs.delete(folder);
        }
    }

    private void requireOurs() throws IOException {
        if (!isOurs() && Files.exists(folder) && !isEmpty()) {
            throw new UserError(
                    folder + " holds other files and would be replaced; perhaps you should name another folder"
                            + " (parameter dsllm.outputDirectory)");
        }
    }

    private boolean isOurs() {
        return Files.exists(folder.resolve(CoreGenerator.FILE_LIST))
                && Files.exists(folder.resolve(CoreGenerator.TOP + ".sv"));
    }

    private boolean isEmpty() throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private Inputs inputs(Record parameters) throws IOException {
        return new Inputs()
                .with("parameters", (Object) parameters)
                .with("generator", (Object) Workbench.generatorDigest())
                .with("firtool", firtool)
                .with("Verilog", folder);
    }
}
