package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.chip.BoardParameters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The Verilator model of a board's top level, running, with its serial line at a pseudo-terminal. Linux and macOS only. */
public final class SimulatedBoard implements AutoCloseable {
    /** Milliseconds from the end of the line to that of the process. */
    private static final int LAST_MOMENTS = 200;

    private final Process process;
    private final Path errors;
    private final String port;

    private SimulatedBoard(Process process, Path errors, String port) {
        this.process = process;
        this.errors = errors;
        this.port = port;
    }

    /**
     * Builds the model, from a cache where possible, and switches it on.
     *
     * @param rtl directory with the SystemVerilog of module {@code DsBoard} and all below it
     * @param image directory of the image with which it is configured
     * @param cache directory that keeps builds for later runs
     * @param shortStories whether compiling should be fast in place of the simulation
     * @throws io.github.dsllm.codegen.UserError if a tool is missing, too old or refuses the RTL
     * @throws SimulationFailure if the model ends at once
     */
    public static SimulatedBoard start(BoardParameters board, Path rtl, Path image, Path cache, boolean shortStories) {
        Path executable = VerilatorBuild.ofBoard("verilator", board, rtl, cache, shortStories)
                .executable();
        try {
            Path errors = Files.createTempFile("dsllm-board", ".log");
            Process process = new ProcessBuilder(executable.toString())
                    .directory(image.toFile())
                    .redirectError(errors.toFile())
                    .start();
            String port = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            SimulatedBoard started = new SimulatedBoard(process, errors, port == null ? "" : port);
            if (port == null) {
                String said = ToolRun.lastLines(Files.readString(errors, StandardCharsets.UTF_8));
                started.close();
                throw new SimulationFailure("the simulated board ended at once:\n" + said);
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Name of the pseudo-terminal, to be opened like a serial port. */
    public String port() {
        return port;
    }

    /** Why the model has ended by itself, as it does when the rules of its SDRAM are broken; empty while it runs. */
    public Optional<SimulationFailure> failure() {
        try {
            return !process.waitFor(LAST_MOMENTS, TimeUnit.MILLISECONDS)
                    ? Optional.empty()
                    : Optional.of(new SimulationFailure("the simulated board ended:\n"
                            + ToolRun.lastLines(Files.readString(errors, StandardCharsets.UTF_8))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.destroyForcibly().waitFor();
            Files.deleteIfExists(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
