package io.github.dsllm.verification.fpga;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Files for the tools of a family that come with the workbench. */
final class ToolFiles {
    private ToolFiles() {}

    /** The text of a file that stands beside this class. */
    static String text(String name) {
        try (InputStream in = ToolFiles.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
