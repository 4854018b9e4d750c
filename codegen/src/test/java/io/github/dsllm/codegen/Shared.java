package io.github.dsllm.codegen;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of reference models and vectors, given as {@code -Ddsllm.shared=…} to tests with the tag {@code reference}. */
public final class Shared {
    private Shared() {}

    /** A file in it; a missing one fails the test. */
    public static Path file(String name) {
        String folder = System.getProperty("dsllm.shared");
        if (folder == null) {
            throw new AssertionError("tests with the tag \"reference\" need -Ddsllm.shared=<folder>");
        }
        Path file = Path.of(folder).resolve(name);
        if (!Files.exists(file)) {
            throw new AssertionError(file + " is missing");
        }
        return file;
    }
}
