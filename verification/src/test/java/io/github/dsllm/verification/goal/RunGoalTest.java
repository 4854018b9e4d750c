package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunGoalTest {
    @TempDir
    private Path folder;

    private final RecordedMessages messages = new RecordedMessages();
    private Path model;

    @BeforeEach
    void writeInputs() throws IOException {
        model = TinyModels.llama2c(folder, TinyModels.shape(16, 20, 2, 4, 2, 300, 24), 7);
        Files.writeString(folder.resolve("chip.yaml"), """
                name: tiny-chip
                tiles: { rows: 1, columns: 1 }
                lanes: 8
                memory: { coupling: 1 Mb, state: 1 Mb, keyValue: 1 Mb }
                clock: 80 MHz
                context: 24
                """);
    }

    @Test
    void theGoldenModelTellsTheSameStoryEachTime() throws IOException {
        List<Integer> story = tell("golden", "ab", 5, 0);

        assertThat(story).isNotEmpty().hasSizeLessThanOrEqualTo(5);
        assertThat(messages.story.toString()).startsWith("ab").endsWith(System.lineSeparator());
        assertThat(tell("golden", "ab", 5, 0)).isEqualTo(story);
    }

    @Test
    void theFloatModelTellsAStory() throws IOException {
        tell("float", "ab", 5, 0);

        assertThat(messages.story.toString()).startsWith("ab");
        assertThat(messages.lines).last().asString().startsWith("float: ");
    }

    @Test
    void theSeedDecidesAStoryWithTemperature() throws IOException {
        assertThat(tell("golden", "ab", 8, 1)).isEqualTo(tell("golden", "ab", 8, 1));
    }

    @Test
    void withoutATokenizerPromptAndStoryAreNumbers() throws IOException {
        Files.delete(folder.resolve("tokenizer.bin"));

        tell("golden", "5 7", 3, 0);

        assertThat(messages.story.toString()).startsWith("1 5 7 ");
        assertThatThrownBy(() -> tell("golden", "five", 3, 0))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("must be token numbers");
    }

    @Test
    void wrongMachinesAndTooLongPromptsAreRefused() {
        assertThatThrownBy(() -> tell("glden", "ab", 3, 0))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("did you mean golden?");
        assertThatThrownBy(() -> tell("golden", "ab ".repeat(60), 3, 0))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the chip tiny-chip holds 24")
                .hasMessageContaining("perhaps you should shorten the prompt");
    }

    private List<Integer> tell(String machine, String prompt, int tokens, double temperature) throws IOException {
        GenerateRequest generate =
                Requests.generate(model, folder.resolve("chip.yaml"), folder, "default", "auto", null, "image");
        return new RunGoal(generate, new RunRequest(machine, prompt, tokens, temperature, 3), messages).run();
    }
}
