package io.github.dsllm.verification.goal;

import io.github.dsllm.verification.goal.Doctor.Tool;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks for programs on the search path and asks for their version. */
final class ToolSearch {
    private static final Pattern VERSION = Pattern.compile("(?<![\\w.])(\\d+(?:\\.\\d+)+|\\d+(?= ))");
    private static final int LINES = 3; // ngspice begins with a line of asterisks
    private static final int PATIENCE_SECONDS = 10;

    private final String path;

    ToolSearch(@Nullable String path) {
        this.path = path == null ? "" : path;
    }

    /** What was found: nothing, or a program with a version that may be unknown or too old. */
    record Finding(Tool tool, @Nullable Path program, String version) {
        boolean usable() {
            return program != null && (version.isEmpty() || compare(version, tool.oldest()) >= 0);
        }

        String describe() {
            if (program == null) {
                return "missing";
            }
            String found = (version.isEmpty() ? "unknown version" : version) + " at " + program;
            return usable() ? found : found + ", too old: at least " + tool.oldest();
        }
    }

    Finding find(Tool tool) {
        for (String command : tool.commands()) {
            for (String folder : path.split(File.pathSeparator)) {
                for (String name : new String[] {command, command + ".exe"}) {
                    Path program = Path.of(folder).resolve(name);
                    if (!folder.isEmpty() && Files.isRegularFile(program) && Files.isExecutable(program)) {
                        return new Finding(
                                tool, program, version(program, command.equals("iverilog") ? "-V" : "--version"));
                    }
                }
            }
        }
        return new Finding(tool, null, "");
    }

    private static String version(Path program, String argument) {
        try {
            Process process = new ProcessBuilder(program.toString(), argument)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return text.lines()
                    .limit(LINES)
                    .map(VERSION::matcher)
                    .filter(Matcher::find)
                    .map(matcher -> matcher.group(1))
                    .findFirst()
                    .orElse("");
        } catch (IOException unusable) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Orders versions number by number: 5.006 before 5.32. */
    static int compare(String left, String right) {
        String[] a = left.split("\\.");
        String[] b = right.split("\\.");
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
            int difference = Integer.compare(
                    i < a.length ? Integer.parseInt(a[i]) : 0, i < b.length ? Integer.parseInt(b[i]) : 0);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }
}
