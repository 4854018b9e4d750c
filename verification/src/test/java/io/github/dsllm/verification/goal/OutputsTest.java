package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
    @TempDir
    private Path folder;

    @Test
    void replacesAFileAndLeavesNothingBeside() throws IOException {
        Path file = folder.resolve("a/b.json");

        Outputs.write(file, "old");
        Outputs.write(file, "new");

        assertThat(file).hasContent("new");
        assertThat(file.getParent()).isDirectoryContaining("glob:**b.json").isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void replacesAFolderAsAWhole() throws IOException {
        Path image = Files.createDirectory(folder.resolve("image"));
        Files.writeString(image.resolve("stale"), "x");
        Files.createDirectories(folder.resolve("image.new/left/behind"));

        Files.writeString(Outputs.aside(image).resolve("fresh"), "y");
        Outputs.replace(image);

        assertThat(image.resolve("fresh")).hasContent("y");
        assertThat(image.resolve("stale")).doesNotExist();
        assertThat(folder.resolve("image.new")).doesNotExist();
    }

    @Test
    void removesLinksAndNotWhatTheyPointAt() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "z");
        Path image = Files.createDirectory(folder.resolve("image"));
        Files.createSymbolicLink(image.resolve("link"), precious);

        Outputs.delete(image);

        assertThat(precious).exists();
        assertThat(image).doesNotExist();
    }

    @Test
    void aResultIsReadAsItWasWrittenAndADamagedOneIsNone() throws IOException {
        GoalResult result = GoalResult.of("verify", "tiny", "single-64", "00")
                .with("tokens", 3, "1")
                .with(new GoalResult.Check("tokens-equal", true, "3 of 3"));

        result.write(folder);

        assertThat(GoalResult.read(folder, "verify")).contains(result);
        assertThat(GoalResult.read(folder, "generate")).isEmpty();
        Files.writeString(folder.resolve("verify.json"), "{");
        assertThat(GoalResult.read(folder, "verify")).isEmpty();
    }
}
