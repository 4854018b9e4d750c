package io.github.dsllm.codegen.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicDirectoryTest {
    @TempDir
    private Path folder;

    @Test
    void aFullDiskLeavesTheOldImageAndNothingHalfWritten() {
        Path image = folder.resolve("image");
        AtomicDirectory.replace(image, "mark", aside -> Files.writeString(aside.resolve("mark"), "old"));

        assertThatThrownBy(() -> AtomicDirectory.replace(image, "mark", aside -> {
                    Files.writeString(aside.resolve("mark"), "ne");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("No space left on device; perhaps the disk is full");

        assertThat(image.resolve("mark")).hasContent("old");
        assertThat(folder).isDirectoryNotContaining("glob:**partial");
    }
}
