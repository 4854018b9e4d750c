package io.github.dsllm.codegen.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Coverage-guided fuzzing, one reader for ten minutes in a JVM of 512 MB, so that an allocation by a length that a file only claims ends it: {@code ./mvnw test -Pfuzz -pl
 * codegen -Dtest=FileReadersFuzzTest#gguf}. A normal run has {@link MutatedFilesTest}.
 */
@Tag("fuzz")
class FileReadersFuzzTest {

    static Stream<byte[]> ggufSeeds() {
        return UntrustedFiles.GGUF.seeds().stream();
    }

    static Stream<byte[]> safetensorsSeeds() {
        return UntrustedFiles.SAFETENSORS.seeds().stream();
    }

    static Stream<byte[]> llama2cSeeds() {
        return UntrustedFiles.LLAMA2C.seeds().stream();
    }

    static Stream<byte[]> onnxSeeds() {
        return UntrustedFiles.ONNX.seeds().stream();
    }

    @MethodSource("ggufSeeds")
    @FuzzTest(maxDuration = "10m")
    void gguf(byte[] content) {
        UntrustedFiles.GGUF.accepts(content);
    }

    @MethodSource("safetensorsSeeds")
    @FuzzTest(maxDuration = "10m")
    void safetensors(byte[] content) {
        UntrustedFiles.SAFETENSORS.accepts(content);
    }

    @MethodSource("llama2cSeeds")
    @FuzzTest(maxDuration = "10m")
    void llama2c(byte[] content) {
        UntrustedFiles.LLAMA2C.accepts(content);
    }

    @MethodSource("onnxSeeds")
    @FuzzTest(maxDuration = "10m")
    void onnx(byte[] content) {
        UntrustedFiles.ONNX.accepts(content);
    }
}
