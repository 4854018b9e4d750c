package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.TinyArchitectures;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quantiser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerErrorsTest {
    private static final long SEED = 31;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"LLAMA3, 1, 4", "QWEN2, 2, 4", "GPT2, 1, 16", "GPT_NEOX, 2, 4", "PHI, 1, 8"})
    void theStreamBehindEveryLayerIsThatOfTheFloatModel(TinyArchitectures kind, int columns, int lanes)
            throws IOException {
        for (JsonNode error : errors(image(kind, columns, lanes), kind.model(SEED))) {
            assertThat(error.asDouble()).isBetween(1e-7, 0.02);
        }
    }

    @Test
    void anotherModelIsFarFromTheChip() throws IOException {
        LanguageModel other = TinyArchitectures.GPT2.model(SEED + 1);

        for (JsonNode error : errors(image(TinyArchitectures.GPT2, 1, 16), other)) {
            assertThat(error.asDouble()).isGreaterThan(0.3);
        }
    }

    private static ChipImage image(TinyArchitectures kind, int columns, int lanes) {
        LanguageModel model = kind.model(SEED);
        LayoutOptions options = columns == 1 ? LayoutOptions.singleTile(lanes) : LayoutOptions.mesh(1, columns, lanes);
        return new ImageBuilder(options)
                .build(
                        "tiny",
                        new Quantiser(Numerics.DEFAULT).quantise(model, CalibrationSet.sampled(model, 60)),
                        "00");
    }

    private JsonNode errors(ChipImage image, LanguageModel model) throws IOException {
        LayerErrors.write(image, model, List.of(new int[] {1, 9, 30, 4, 7}, new int[] {3, 3}), folder);
        JsonNode table = new ObjectMapper().readTree(Files.readString(folder.resolve(LayerErrors.FILE)));
        assertThat(table.get("positions").asInt()).isEqualTo(7);
        assertThat(table.get("residualError")).hasSize(2);
        return table.get("residualError");
    }
}
