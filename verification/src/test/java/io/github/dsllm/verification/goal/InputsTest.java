package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path saved;

    @BeforeEach
    void saveAFirstRun() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{}");
        Files.writeString(model.resolve("weights 1"), "w");
        saved = folder.resolve("inputs.properties");
        inputs("default").save(saved);
    }

    @Test
    void unchangedInputsAreSeenAsSuch() throws IOException {
        assertThat(inputs("default").changesSince(saved)).isEmpty();
    }

    @Test
    void aChangedFileIsNamed() throws IOException {
        Files.writeString(model.resolve("weights 1"), "v");

        assertThat(inputs("default").changesSince(saved)).containsExactly("model weights 1");
    }

    @Test
    void aDeletedFileAndANewOneAreNamed() throws IOException {
        Files.move(model.resolve("weights 1"), model.resolve("weights 2"));

        assertThat(inputs("default").changesSince(saved)).containsExactly("model weights 2", "model weights 1");
    }

    @Test
    void aChangedSettingIsNamed() throws IOException {
        assertThat(inputs("fidelity").changesSince(saved)).containsExactly("numerics");
        assertThat(inputs("fidelity").digest()).isNotEqualTo(inputs("default").digest());
    }

    @Test
    void theDigestDoesNotDependOnTheFolder() throws IOException {
        String before = inputs("default").digest();
        model = Files.move(model, folder.resolve("elsewhere"));

        assertThat(inputs("default").digest()).isEqualTo(before);
    }

    @Test
    void anotherBuildIsNamedAndLeavesTheDigest() throws IOException {
        inputs("default").beside("build", "1").save(saved);

        assertThat(inputs("default").beside("build", "1").changesSince(saved)).isEmpty();
        assertThat(inputs("default").beside("build", "2").changesSince(saved)).containsExactly("build");
        assertThat(inputs("default").beside("build", "2").digest())
                .isEqualTo(inputs("default").digest());
    }

    private Inputs inputs(String numerics) throws IOException {
        return new Inputs()
                .with("model", model)
                .with("numerics", (Object) numerics)
                .with("calibration", (Path) null);
    }
}
