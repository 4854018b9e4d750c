package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a native tool to its end. */
public final class ToolRun {
    private static final int LAST_LINES = 20;

    private ToolRun() {}

    /**
     * What the tool printed.
     *
     * @throws UserError if the tool cannot be started or fails; the message ends with its last lines
     */
    public static String output(Path directory, List<String> command, String remedy) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new UserError(command.get(0) + " failed in " + directory + " with exit code " + status + ":\n"
                        + lastLines(output));
            }
            return output;
        } catch (IOException e) {
            throw new UserError(command.get(0) + " cannot be started (" + e.getMessage() + "), " + remedy, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError(command.get(0) + " was interrupted", e);
        }
    }

    /**
     * Runs a tool whose output goes to a file, and ends it when it takes longer than it may.
     *
     * @throws UserError if the tool cannot be started, fails or takes too long; the message ends with the last lines of the file
     */
    public static void logged(Path directory, List<String> command, Path log, Duration limit) {
        Process process = null;
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw new UserError(
                        command.get(0) + " was ended after " + limit.toMinutes() + " minutes; its output is in " + log);
            }
            if (process.exitValue() != 0) {
                throw new UserError(
                        command.get(0) + " failed in " + directory + " with exit code " + process.exitValue() + ":\n"
                                + lastLines(Files.readString(log)) + "\nAll of its output is in " + log);
            }
        } catch (IOException e) {
            throw new UserError(command.get(0) + " cannot be started (" + e.getMessage() + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError(command.get(0) + " was interrupted", e);
        } finally {
            if (process != null) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    static String lastLines(String output) {
        List<String> lines = output.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
