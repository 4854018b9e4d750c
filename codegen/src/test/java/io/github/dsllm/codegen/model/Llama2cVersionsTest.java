package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions 1 and 2 of llama2.c, written here as export.py writes them. */
class Llama2cVersionsTest {
    private static final int MAGIC = 0x616b3432;
    private static final int GROUP = 8; // goes over the ends of rows of 20
    private static final List<String> MATRICES = List.of("wq", "wk", "wv", "wo", "w1", "w2", "w3");

    private final ModelShape shape = TinyModels.smallest();
    private final Map<String, float[]> weights = TinyModels.weights(shape, 5);

    @TempDir
    private Path folder;

    private byte[] bytes(ModelShape sizes, int version, int group) {
        LittleEndian out = new LittleEndian();
        out.ints(MAGIC, version, sizes.dim(), sizes.hiddenDim(), sizes.layers(), sizes.heads(), sizes.kvHeads());
        out.ints(sizes.vocabulary(), sizes.context());
        out.write(sizes.tiedHead() ? 1 : 0);
        if (version == 2) {
            out.ints(group);
        }
        out.writeBytes(new byte[256 - out.size()]);
        for (String norm : List.of("attentionNorm", "ffnNorm")) {
            for (int layer = 0; layer < sizes.layers(); layer++) {
                out.floats(weights.get("layers." + layer + "." + norm));
            }
        }
        out.floats(weights.get("finalNorm"));
        for (String name : matrices(sizes)) {
            if (version == 2) {
                quantised(out, weights.get(name), group);
            } else {
                out.floats(weights.get(name));
            }
        }
        return out.toByteArray();
    }

    private static List<String> matrices(ModelShape sizes) {
        List<String> names = new ArrayList<>(List.of("embedding"));
        for (String name : MATRICES) {
            for (int layer = 0; layer < sizes.layers(); layer++) {
                names.add("layers." + layer + "." + name);
            }
        }
        if (!sizes.tiedHead()) {
            names.add("head");
        }
        return names;
    }

    private static void quantised(LittleEndian out, float[] values, int group) {
        float[] scales = scales(values, group);
        for (int i = 0; i < values.length; i++) {
            out.write(Math.round(values[i] / scales[i / group]));
        }
        out.floats(scales);
    }

    private static float[] scales(float[] values, int group) {
        float[] scales = new float[values.length / group];
        for (int i = 0; i < values.length; i++) {
            scales[i / group] = Math.max(scales[i / group], Math.abs(values[i]) / 127);
        }
        return scales;
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("model.bin"), content);
    }

    private static float[] values(Tensor tensor) {
        float[] values = new float[(int) tensor.size()];
        for (int row = 0; row < tensor.rows(); row++) {
            System.arraycopy(tensor.row(row), 0, values, row * tensor.columns(), tensor.columns());
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void version1GivesBackEveryWeight(boolean tied) throws IOException {
        ModelShape sizes = tied ? shape : TinyModels.withOwnHead(shape);
        weights.putAll(TinyModels.weights(sizes, 5));

        LanguageModel model = Models.open(file(bytes(sizes, 1, 1)));

        assertThat(model.shape()).isEqualTo(sizes);
        model.tensors()
                .forEach((name, tensor) -> assertThat(values(tensor)).as(name).isEqualTo(weights.get(name)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void version2GivesBackBytesTimesScales(boolean tied) throws IOException {
        ModelShape sizes = tied ? shape : TinyModels.withOwnHead(shape);
        weights.putAll(TinyModels.weights(sizes, 5));

        LanguageModel model = Models.open(file(bytes(sizes, 2, GROUP)));

        Map<String, Tensor> tensors = new LinkedHashMap<>(model.tensors());
        tensors.forEach((name, tensor) -> assertThat(values(tensor))
                .as(name)
                .isEqualTo(name.endsWith("Norm") ? weights.get(name) : rounded(weights.get(name))));
        assertThat(tensors.get("layers.1.w2").get(7)).isEqualTo(rounded(weights.get("layers.1.w2"))[7]);
    }

    private static float[] rounded(float[] values) {
        float[] scales = scales(values, GROUP);
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = Math.round(values[i] / scales[i / GROUP]) * scales[i / GROUP];
        }
        return rounded;
    }

    @Test
    void aByteMoreOrLessIsRefused() throws IOException {
        byte[] right = bytes(shape, 2, GROUP);

        for (int length : new int[] {right.length - 1, right.length + 1, 255, 256}) {
            Path file = file(Arrays.copyOf(right, length));
            assertThatThrownBy(() -> Models.open(file))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("perhaps");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4, 3, version 3, known are",
        "4, -1, version -1",
        "36, 7, neither 0 nor 1 but 7",
        "37, 0, groups of 0 values",
        "37, -4, groups of -4 values",
        "37, 5, do not divide its width of 16",
        "20, 0, cannot be cut into 0 heads",
        "12, 2147483647, hidden dim 2147483647 is outside"
    })
    void lyingHeadersAreRefused(int at, int value, String message) throws IOException {
        byte[] content = bytes(shape, 2, GROUP);
        for (int i = 0; i < (at == 36 ? 1 : 4); i++) {
            content[at + i] = (byte) (value >> 8 * i);
        }
        Path file = file(content);

        assertThatThrownBy(() -> Models.open(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message)
                .hasMessageContaining("perhaps");
    }
}
