package io.github.dsllm.hw;

import chisel3.BuildInfo;
import firtoolresolver.FirtoolBinary;
import firtoolresolver.Resolve;
import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scala.util.Either;

/**
 * The compiler from FIRRTL to SystemVerilog. It is run here and not by Chisel, which asks it for warnings about annotations that firtool itself leaves behind
 * at inline modules, and has it verify the whole circuit after each of its passes, which takes two thirds of its time; the emitted Verilog is the same.
 */
public final class Firtool {
    private static final int LAST_LINES = 20;
    private static final String REMEDY =
            "perhaps you should name one for this machine (-Ddsllm.firtool=), or stop before it (-Ddsllm.stopAfter=image)";

    /** Older Yosys and Icarus read neither local variables nor packed arrays, and no layer includes. */
    private static final List<String> OPTIONS = List.of(
            "--format=fir",
            "--split-verilog",
            "--verify-each=false",
            "--disable-all-randomization",
            "--strip-debug-info",
            "--default-layer-specialization=disable",
            "--lowering-options=disallowLocalVariables,disallowPackedArrays,noAlwaysComb,omitVersionComment,"
                    + "emittedLineLength=120,disallowPortDeclSharing");

    private final @Nullable Path given;

    /** @param given a firtool of the user's, null for the one in the class path */
    public Firtool(@Nullable Path given) {
        this.given = given;
    }

    /**
     * Writes {@code <module>.sv} for every module and {@code <module>.v} for the inline ones into a directory.
     *
     * @return what firtool has to say, empty as a rule
     * @throws UserError if there is no firtool or it fails; the message ends with its last lines
     * @throws IOException if its output cannot be kept
     */
    String compile(String firrtl, Path directory) throws IOException {
        String binary = binary();
        List<String> command = new ArrayList<>(List.of(binary));
        command.addAll(OPTIONS);
        command.addAll(List.of("-o", directory.toString()));
        Path log = Files.createTempFile("firtool", ".log");
        try {
            int status = run(command, firrtl, log);
            String said = Files.readString(log);
            if (status != 0) {
                throw new UserError(binary + " failed with exit code " + status + ":\n" + lastLines(said));
            }
            return said;
        } finally {
            Files.delete(log);
        }
    }

    private String binary() {
        if (given != null) {
            return given.toString();
        }
        Either<String, FirtoolBinary> found =
                Resolve.apply(BuildInfo.firtoolVersion().get(), false);
        if (found.isLeft()) {
            throw new UserError(
                    "there is no firtool (" + found.left().toOption().get() + "); " + REMEDY);
        }
        return found.toOption().get().path().toString();
    }

    private static int run(List<String> command, String firrtl, Path log) {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UserError(command.get(0) + " cannot be started (" + e.getMessage() + "); " + REMEDY, e);
        }
        try {
            feed(process, firrtl);
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError(command.get(0) + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A firtool that fails early closes its input; its exit code and its words say why. */
    private static void feed(Process process, String firrtl) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(firrtl.getBytes(StandardCharsets.UTF_8));
        } catch (IOException closed) {
            return;
        }
    }

    private static String lastLines(String output) {
        List<String> lines = output.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
