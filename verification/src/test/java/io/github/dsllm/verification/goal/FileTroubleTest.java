package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {
    @TempDir
    private Path folder;

    @Test
    void aFileInThePlaceOfAFolderIsNamedWithTheRemedy() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        IOException error =
                catchThrowableOfType(IOException.class, () -> Outputs.write(file.resolve("out/graph.json"), "{}"));

        assertThat(FileTrouble.describe(error))
                .contains(file.toString(), "perhaps you should give another folder with -Ddsllm.outputDirectory=");
    }

    @Test
    void aFullDiskIsCalledSo() {
        IOException error = new IOException("No space left on device");

        assertThat(FileTrouble.describe(new UncheckedIOException(error)))
                .startsWith("the disk is full")
                .contains("perhaps you should free space");
    }

    @Test
    void aMissingPermissionIsCalledSo() {
        assertThat(FileTrouble.describe(new AccessDeniedException("/out/image")))
                .startsWith("no permission to read or write /out/image;");
    }
}
