package io.github.dsllm.verification.goal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.sim.golden.Throughput;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Measures the golden model in a JVM of its own: there the vector module is visible, and nothing else runs. */
final class GoldenSpeed {
    private static final List<Class<?>> NEEDED =
            List.of(ChipImage.class, Throughput.class, ObjectMapper.class, JsonFactory.class, JsonInclude.class);

    private final Path image;

    GoldenSpeed(Path image) {
        this.image = image;
    }

    double tokensPerSecond() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                classPath(),
                Throughput.class.getName(),
                image.toAbsolutePath().toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() == 0) {
                return Double.parseDouble(answer);
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (NumberFormatException unexpected) {
            throw new IOException("the speed of the golden model was answered with \"" + answer + "\"", unexpected);
        }
        throw new IOException("the golden model did not run in a JVM of its own: " + String.join(" ", command));
    }

    private static String classPath() {
        return NEEDED.stream().map(GoldenSpeed::place).distinct().collect(Collectors.joining(File.pathSeparator));
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
