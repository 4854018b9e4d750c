package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.ChipSpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitGoalTest {
    @TempDir
    private Path folder;

    private final RecordedMessages messages = new RecordedMessages();

    @Test
    void writesAChipSpecThatIsRight() throws IOException {
        new InitGoal(folder, "1.2.3", messages).run(null);

        assertThat(new ChipSpecReader().read(folder.resolve("chip.yaml")).name())
                .isEqualTo("starter");
        assertThat(folder.resolve("chip-spec.schema.json")).isNotEmptyFile();
    }

    @Test
    void thePomNamesTheVersionAndTheModel() throws IOException {
        new InitGoal(folder, "1.2.3", messages).run(Path.of("/models/a & b"));

        assertThat(folder.resolve("pom.xml"))
                .content()
                .contains("<dsllm.version>1.2.3</dsllm.version>")
                .contains("/models/a &amp; b</dsllm.model>")
                .doesNotContain("@");
        assertThat(messages.lines)
                .endsWith(
                        "WARNING there is no model at /models/a & b; perhaps you should correct dsllm.model in pom.xml",
                        "Next: mvn test");
    }

    @Test
    void aModelThatIsThereGetsNoWarning() throws IOException {
        Path model = Files.writeString(folder.resolve("model.bin"), "weights");

        new InitGoal(folder, "1.2.3", messages).run(model);

        assertThat(messages.lines).noneMatch(line -> line.startsWith("WARNING"));
    }

    @Test
    void existingFilesAreKept() throws IOException {
        Files.writeString(folder.resolve("chip.yaml"), "mine");

        new InitGoal(folder, "1.2.3", messages).run(null);

        assertThat(folder.resolve("chip.yaml")).hasContent("mine");
        assertThat(messages.lines).contains("WARNING chip.yaml is there already and is kept");
    }
}
