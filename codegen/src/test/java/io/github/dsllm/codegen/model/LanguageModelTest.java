package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageModelTest {
    private static final long SEED = 7;
    private final ModelShape shape = TinyModels.smallest();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void llama2cFilesGiveBackTheWeightsThatWereWritten(boolean tied) {
        ModelShape written = tied ? shape : TinyModels.withOwnHead(shape);

        LanguageModel model = Models.open(TinyModels.llama2c(folder, written, SEED));

        assertThat(model.shape()).isEqualTo(written);
        assertHolds(model, TinyModels.weights(written, SEED));
        assertThat(model.head() == model.embedding()).isEqualTo(tied);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void huggingFaceFoldersGiveTheSameWeightsInTheSameRotaryConvention(boolean tied) {
        ModelShape written = tied ? shape : TinyModels.withOwnHead(shape);

        LanguageModel model = Models.open(TinyModels.huggingFace(folder, written, SEED));

        assertThat(model.shape()).isEqualTo(written);
        assertHolds(model, TinyModels.weights(written, SEED));
    }

    @Test
    void shardsGiveTheSameWeightsAsOneFile() {
        LanguageModel model = Models.open(TinyModels.shardedHuggingFace(folder, shape, SEED, 3));

        assertHolds(model, TinyModels.weights(shape, SEED));
    }

    @Test
    void headsWiderThanTheModelAreRead() {
        ModelShape wide = new ModelShape(16, 20, 1, 4, 2, 8, 32, 24, 1e-6, 5e5, true, "silu", 1, List.of(2, 3));

        LanguageModel model = Models.open(TinyModels.huggingFace(folder, wide, SEED));

        assertThat(model.shape()).isEqualTo(wide);
        assertThat(model.layers().get(0).wq().rows()).isEqualTo(32);
    }

    @Test
    void brainFloatsAreReadAsTheirUpperHalves() {
        TinyModels.huggingFace(folder, shape, SEED);
        Map<String, TinyModels.HfTensor> tensors =
                TinyModels.huggingFaceTensors(shape, TinyModels.weights(shape, SEED));
        TinyModels.write(folder.resolve("model.safetensors"), TinyModels.safetensors(tensors, "BF16"));

        float first = Models.open(folder).embedding().get(5);

        int bits = Float.floatToRawIntBits(TinyModels.weights(shape, SEED).get("embedding")[5]);
        assertThat(first).isEqualTo(Float.intBitsToFloat(bits & 0xffff0000));
    }

    @Test
    void theDigestFollowsTheContentsAndNotThePlace() throws Exception {
        Path first = TinyModels.llama2c(Files.createDirectory(folder.resolve("a")), shape, SEED);
        Path copy = TinyModels.llama2c(Files.createDirectory(folder.resolve("b")), shape, SEED);
        Path other = TinyModels.llama2c(Files.createDirectory(folder.resolve("c")), shape, SEED + 1);

        String digest = Models.open(first).digest();

        assertThat(digest)
                .hasSize(64)
                .isEqualTo(Models.open(copy).digest())
                .isNotEqualTo(Models.open(other).digest());
    }

    @Test
    void aLoneConfigurationIsAShape() throws Exception {
        Path config = Files.writeString(
                folder.resolve("my.config.json"), TinyModels.config(shape).toString());

        assertThat(Models.shape(config)).isEqualTo(shape);
        assertThat(Models.hasWeights(config)).isFalse();
    }

    private static void assertHolds(LanguageModel model, Map<String, float[]> weights) {
        assertThat(model.tensors().keySet()).containsExactlyElementsOf(weights.keySet());
        weights.forEach((name, expected) -> {
            Tensor tensor = model.tensors().get(name);
            for (int row = 0; row < tensor.rows(); row++) {
                float[] slice = Arrays.copyOfRange(expected, row * tensor.columns(), (row + 1) * tensor.columns());
                assertThat(tensor.row(row)).as(name + " row " + row).isEqualTo(slice);
            }
        });
    }
}
