package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.sim.golden.Controls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestTableTest {
    private static final long SEED = 3;

    @TempDir
    private Path folder;

    @Test
    void isTheSameFileForEveryChip() throws IOException {
        LayoutOptions options = SyntheticImages.options(SEED);

        String oneTile = table(SEED, options.withTiles(1, 1, 4 * options.lanes(), 2));

        assertThat(table(SEED, options)).isEqualTo(oneTile);
        assertThat(oneTile).contains("\"token\" : 1", "\"-1 embedding\"", "\"0 scores\"", "\"-1 sample\"");
    }

    @Test
    void isAnotherFileForAnotherModel() throws IOException {
        LayoutOptions options = SyntheticImages.options(SEED);

        assertThat(table(SEED + 1, options)).isNotEqualTo(table(SEED, options));
    }

    private String table(long seed, LayoutOptions options) throws IOException {
        QuantisedModel model = SyntheticImages.model(seed);
        DigestTable.write(
                new ImageBuilder(options).build("synthetic", model, ""),
                List.of(1),
                Controls.greedy().withLimit(3),
                folder);
        return Files.readString(folder.resolve(DigestTable.FILE));
    }
}
