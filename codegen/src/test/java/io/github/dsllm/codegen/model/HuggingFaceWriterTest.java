package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
