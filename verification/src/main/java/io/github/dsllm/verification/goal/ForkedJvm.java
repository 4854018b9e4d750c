package io.github.dsllm.verification.goal;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A JVM of its own for heavy arithmetic: there the vector module is visible, and nothing else runs. */
final class ForkedJvm {
    private final Class<?> main;
    private final List<Class<?>> needed;

    /**
     * @param main class with the method to run
     * @param needed one class of every library that it uses; their places are the class path
     */
    ForkedJvm(Class<?> main, List<Class<?>> needed) {
        this.main = main;
        this.needed = needed;
    }

    /**
     * Runs it to its end; what it says on its error output is dropped. It ends with this thread if that is interrupted.
     *
     * @param lines receives its output line by line
     * @throws IOException if it does not end with 0
     */
    void run(Consumer<String> lines, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                classPath(),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.accept(line);
            }
            if (process.waitFor() != 0) {
                throw new IOException(
                        main.getSimpleName() + " did not run in a JVM of its own: " + String.join(" ", command));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(main.getSimpleName() + " was interrupted", interrupted);
        } finally {
            process.destroyForcibly();
        }
    }

    private String classPath() {
        return needed.stream().map(ForkedJvm::place).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
