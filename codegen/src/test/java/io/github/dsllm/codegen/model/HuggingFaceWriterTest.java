package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceWriterTest {
    private static final int SEED = 3;

    @TempDir
    Path temporary;

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("written"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsWrittenComesBackBitForBit(boolean tied) throws IOException {
        ModelShape shape = tied ? TinyModels.smallest() : TinyModels.withOwnHead(TinyModels.smallest());
        LanguageModel model = Models.open(TinyModels.huggingFace(temporary.resolve("first"), shape, SEED));

        HuggingFaceWriter.write(folder, shape, model.tensors());

        LanguageModel read = Models.open(folder);
        assertThat(read.shape()).isEqualTo(shape);
        assertThat(values(read)).isEqualTo(values(model));
        assertThat(read.tensors().keySet())
                .containsExactlyElementsOf(shape.tensorSizes().keySet());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PHI", "GATED_LAYER_NORM"})
    void everyFamilyComesBackBitForBit(TinyArchitectures architecture) throws IOException {
        LanguageModel model = architecture.model(SEED);

        HuggingFaceWriter.write(folder, model.shape(), model.tensors());

        LanguageModel read = Models.open(folder);
        assertThat(read.shape()).isEqualTo(model.shape());
        assertThat(values(read)).isEqualTo(values(model)).isNotEqualTo(values(architecture.model(SEED + 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "LLAMA3, llama",
        "LLAMA_BIASED, llama",
        "QWEN2, qwen2",
        "GPT2, gpt2",
        "OPT, opt",
        "GPT_NEO, gpt_neo",
        "GPT_NEOX, gpt_neox"
    })
    void theFamilyFollowsFromTheShape(TinyArchitectures architecture, String modelType) throws IOException {
        LanguageModel model = architecture.model(SEED);
        HuggingFaceWriter.write(folder, model.shape(), model.tensors());

        assertThat(Files.readString(folder.resolve("config.json"))).contains("\"model_type\" : \"" + modelType + "\"");
    }

    @Test
    void whatNoFamilyHasIsRefused() {
        for (TinyArchitectures architecture : List.of(TinyArchitectures.PHI, TinyArchitectures.GATED_LAYER_NORM)) {
            ModelShape shape = architecture.shape();
            assertThatThrownBy(() -> HuggingFaceWriter.require(shape))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("no layout of files")
                    .hasMessageContaining("perhaps you should");
        }
    }

    @Test
    void rowsOfPositionsThatOptNeverUsesAreZero() throws IOException {
        LanguageModel model = TinyArchitectures.OPT.model(SEED);
        HuggingFaceWriter.write(folder, model.shape(), model.tensors());

        Tensor stored =
                SafetensorsFile.read(folder.resolve("model.safetensors")).map("model.decoder.embed_positions.weight");

        assertThat(stored.rows()).isEqualTo(model.shape().context() + 2);
        assertThat(stored.row(1)).containsOnly(0);
        assertThat(stored.row(2))
                .isEqualTo(model.other(Anatomy.POSITIONS).orElseThrow().row(0));
    }

    @Test
    void aClassifierOfGpt2HasItsNameAndNoHead() throws IOException {
        LanguageModel model = TinyArchitectures.GPT2.model(SEED);
        Map<String, Tensor> tensors = new LinkedHashMap<>(model.tensors());
        tensors.put("classifier", new ArrayTensor(new float[3][16]));

        HuggingFaceWriter.writeClassifier(folder, model.shape(), tensors, List.of("a", "b", "c"));

        assertThat(Files.readString(folder.resolve("config.json"))).contains("\"GPT2ForSequenceClassification\"");
        SafetensorsFile file = SafetensorsFile.read(folder.resolve("model.safetensors"));
        assertThat(file.map("score.weight").rows()).isEqualTo(3);
        assertThat(file.has("transformer.h.1.attn.c_attn.bias")).isTrue();
        assertThat(file.has("lm_head.weight")).isFalse();
    }

    @Test
    void queryRowsAreStoredAsHalves() throws IOException {
        ModelShape shape = TinyModels.smallest();
        LanguageModel model = Models.open(TinyModels.huggingFace(temporary.resolve("first"), shape, SEED));
        HuggingFaceWriter.write(folder, shape, model.tensors());

        Tensor stored =
                SafetensorsFile.read(folder.resolve("model.safetensors")).map("model.layers.0.self_attn.q_proj.weight");
        Tensor pairs = model.tensors().get("layers.0.wq");

        assertThat(row(stored, 1)).isEqualTo(row(pairs, 2)).isNotEqualTo(row(pairs, 1));
        assertThat(row(stored, 2)).isEqualTo(row(pairs, 1));
    }

    @Test
    void valuesOfSafetensorsBeginAtAMultipleOfEight() throws IOException {
        Path file = folder.resolve("a.safetensors");
        for (String name : new String[] {"a", "ab", "abc", "grün"}) {
            SafetensorsWriter.write(file, Map.of(name, new ArrayTensor(new float[][] {{1, -0.0f}, {Float.MIN_VALUE, 3}
            })));

            byte[] bytes = Files.readAllBytes(file);
            long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertThat(header % Long.BYTES).isZero();
            assertThat(bytes).hasSize((int) (Long.BYTES + header + 4 * Float.BYTES));
            Tensor read = SafetensorsFile.read(file).map(name);
            assertThat(row(read, 0)).isEqualTo(bits(1, -0.0f));
            assertThat(row(read, 1)).isEqualTo(bits(Float.MIN_VALUE, 3));
        }
    }

    private record ArrayTensor(float[][] values) implements Tensor {
        @Override
        public int rows() {
            return values.length;
        }

        @Override
        public int columns() {
            return values[0].length;
        }

        @Override
        public void row(int row, float[] destination) {
            System.arraycopy(values[row], 0, destination, 0, columns());
        }
    }

    private static Map<String, String> values(LanguageModel model) {
        Map<String, String> all = new LinkedHashMap<>();
        model.tensors().forEach((name, tensor) -> {
            int[][] rows = new int[tensor.rows()][];
            Arrays.setAll(rows, r -> row(tensor, r));
            all.put(name, Arrays.deepToString(rows));
        });
        return all;
    }

    private static int[] row(Tensor tensor, int row) {
        float[] values = new float[tensor.columns()];
        tensor.row(row, values);
        return bits(values);
    }

    private static int[] bits(float... values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }
}
