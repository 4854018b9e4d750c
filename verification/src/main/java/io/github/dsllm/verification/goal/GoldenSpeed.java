package io.github.dsllm.verification.goal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.sim.golden.Throughput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures the golden model in a JVM of its own. */
final class GoldenSpeed {
    private static final List<Class<?>> NEEDED =
            List.of(ChipImage.class, Throughput.class, ObjectMapper.class, JsonFactory.class, JsonInclude.class);

    private final Path image;

    GoldenSpeed(Path image) {
        this.image = image;
    }

    double tokensPerSecond() throws IOException {
        List<String> answer = new ArrayList<>();
        new ForkedJvm(Throughput.class, NEEDED)
                .run(answer::add, image.toAbsolutePath().toString());
        try {
            return Double.parseDouble(String.join("", answer).strip());
        } catch (NumberFormatException unexpected) {
            throw new IOException("the speed of the golden model was answered with \"" + answer + "\"", unexpected);
        }
    }
}
