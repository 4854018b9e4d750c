package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

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

    static String lastLines(String output) {
        List<String> lines = output.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
