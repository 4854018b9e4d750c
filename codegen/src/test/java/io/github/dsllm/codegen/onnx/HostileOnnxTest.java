package io.github.dsllm.codegen.onnx;

import static io.github.dsllm.codegen.onnx.OnnxWriter.FLOAT;
import static io.github.dsllm.codegen.onnx.OnnxWriter.FLOAT16;
import static io.github.dsllm.codegen.onnx.OnnxWriter.INT64;
import static io.github.dsllm.codegen.onnx.OnnxWriter.littleEndian;
import static io.github.dsllm.codegen.onnx.OnnxWriter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.model.TinyArchitectures;
import io.github.dsllm.codegen.model.TinyConfigs;
import io.github.dsllm.codegen.onnx.OnnxWriter.Message;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that lie, and every way in which values are stored. */
class HostileOnnxTest {
    @TempDir
    private Path folder;

    private Path file(byte[] bytes) throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                TinyConfigs.of(TinyArchitectures.GPT2).toString());
        return Files.write(folder.resolve("model.onnx"), bytes);
    }

    private Tensor value(Message tensor) throws IOException {
        Path file = file(new OnnxWriter().initialiser(tensor).bytes());
        return OnnxGraph.of(file, OnnxReader.read(file))
                .constant("w")
                .orElseThrow()
                .tensor();
    }

    private void refused(Message tensor, String reason) {
        assertThatThrownBy(() -> value(tensor))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining(reason)
                .hasMessageContaining("erhaps");
    }

    @Test
    void valuesAreReadFromEveryFieldThatMayHoldThem() throws IOException {
        float[] expected = {1, -2};

        assertThat(value(tensor("w", FLOAT, 2).bytes(9, littleEndian(1, -2))).row(0))
                .isEqualTo(expected);
        assertThat(value(tensor("w", FLOAT, 2).bytes(4, littleEndian(1, -2))).row(0))
                .isEqualTo(expected);
        assertThat(value(tensor("w", FLOAT, 2).real(4, 1).real(4, -2)).row(0)).isEqualTo(expected);
        assertThat(value(tensor("w", INT64, 2).number(7, 1).number(7, -2)).row(0))
                .isEqualTo(expected);
        assertThat(value(tensor("w", FLOAT16, 2).number(5, 0x3c00).number(5, 0xc000))
                        .row(0))
                .isEqualTo(expected);
        assertThat(value(tensor("w", 16, 2).number(5, 0x3f80).number(5, 0xc000)).row(0))
                .isEqualTo(expected);
        assertThat(value(tensor("w", 3, 2).bytes(9, new byte[] {1, -2})).row(0)).isEqualTo(expected);
    }

    @Test
    void extentsAndValuesMustAgree() {
        refused(tensor("w", FLOAT, 3).bytes(9, littleEndian(1, -2)), "8 bytes of values");
        refused(tensor("w", INT64, 3).number(7, 1), "1 bytes of values");
        refused(tensor("w", INT64, 1).number(7, 1).number(7, 1), "has more values");
        refused(tensor("w", FLOAT, -2).bytes(9, littleEndian(1, -2)), "the extents [-2]");
        refused(tensor("w", FLOAT, 1L << 40, 1L << 40).bytes(9, littleEndian(1)), "no matrix");
        refused(tensor("w", FLOAT, 1 << 20, 1 << 20), "0 bytes of values");
        refused(tensor("w", 8, 1).text(6, "text"), "the type 8");
        refused(tensor("w", 99, 1).bytes(9, littleEndian(1)), "the type 99");
    }

    private static Message external(String location, long offset, long length, long... extents) {
        return tensor("w", FLOAT, extents)
                .message(13, pair("location", location))
                .message(13, pair("offset", Long.toString(offset)))
                .message(13, pair("length", Long.toString(length)))
                .number(14, 1);
    }

    private static Message pair(String key, String value) {
        return new Message().text(1, key).text(2, value);
    }

    @Test
    void externalDataStandsInTheFolder() throws IOException {
        Files.write(folder.resolve("model.onnx_data"), littleEndian(0, 3, 4));

        assertThat(value(external("model.onnx_data", 4, 8, 2)).row(0)).containsExactly(3, 4);
        refused(external("model.onnx_data", 8, 8, 2), "needs 8 bytes from 8 on");
        refused(external("model.onnx_data", 0, 12, 2), "12 bytes of external data");
        refused(external("model.onnx_data", -4, 8, 2), "offset -4");
        refused(external("other", 0, 8, 2), "which is not there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/passwd", "inner/../../secret", "", "..", "a\\..\\b", "nul\0byte"})
    void externalDataElsewhereIsRefused(String location) {
        refused(external(location, 0, 8, 2), "external data at");
    }

    @Test
    void aCutFileIsRefusedWhereverItEnds() throws IOException {
        byte[] sound = OnnxExport.write(TinyArchitectures.GPT2.model(1), OnnxExport.Form.ATTENTION, false);

        for (int length = 0; length < sound.length; length += 97) {
            Path cut = file(Arrays.copyOf(sound, length));

            assertThatThrownBy(() -> new OnnxFormat().open(cut))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("model.onnx");
        }
    }

    @Test
    void whatIsNoProtobufIsRefused() {
        for (String text : List.of("", "hello, this is text", "\u0008\uffff", "{\"a\": 1}")) {
            assertThatThrownBy(() -> new OnnxFormat().open(file(text.getBytes(StandardCharsets.UTF_8))))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("model.onnx");
        }
    }

    @Test
    void cyclesAndValuesMadeTwiceAreRefused() {
        OnnxWriter cyclic = new OnnxWriter().input("input_ids").output("logits");
        cyclic.node("", "Add", List.of("input_ids", "b"), List.of("a"));
        cyclic.node("", "Add", List.of("a", "a"), List.of("b"));
        cyclic.node("", "Add", List.of("a", "b"), List.of("a"));

        assertThatThrownBy(() -> new OnnxFormat().open(file(cyclic.bytes())))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("reads b before it is made")
                .hasMessageContaining("the value a is made twice");
    }

    @Test
    void sumsThatDoubleEndInTime() {
        OnnxWriter doubling = new OnnxWriter().input("input_ids").output("logits");
        String table = doubling.weights(new float[64], 8, 8);
        String sum = doubling.node("Gather", List.of(table, "input_ids"));
        for (int i = 0; i < 60; i++) {
            sum = doubling.node("Add", List.of(sum, sum));
        }
        String norm = doubling.node("SimplifiedLayerNormalization", List.of(sum, doubling.weights(new float[8], 8)));
        doubling.node("", "MatMul", List.of(norm, table), List.of("logits"));

        assertThatThrownBy(() -> new OnnxFormat().open(file(doubling.bytes())))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("once more adds to the residual stream");
    }

    @Test
    void aNormWithoutEpsilonIsComparedAsWell() {
        OnnxWriter bare = new OnnxWriter().input("input_ids").output("logits");
        String table = bare.weights(new float[] {1, 2, 3, 4}, 2, 2);
        String x = bare.node("Gather", List.of(table, "input_ids"));
        String square = bare.node("Pow", List.of(x, bare.constant(2)));
        String mean = bare.node("ReduceMean", List.of(square), OnnxWriter.attribute("axes", new long[] {-1}));
        String normed = bare.node("Div", List.of(x, bare.node("Sqrt", List.of(mean))));
        String gained = bare.node("Mul", List.of(normed, bare.weights(new float[] {1, 2}, 2)));
        bare.node("", "MatMul", List.of(gained, table), List.of("logits"));

        assertThatThrownBy(() -> new OnnxFormat().open(file(bare.bytes())))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("do not follow each other layer by layer");
    }

    @Test
    void everyOperatorThatIsMissingIsNamed() throws IOException {
        OnnxWriter foreign = new OnnxWriter().input("input_ids").output("logits");
        String table = foreign.weights(new float[64], 8, 8);
        String x = foreign.node("Gather", List.of(table, "input_ids"));
        foreign.node("com.microsoft", "MatMulNBits", List.of(x), List.of("y"));
        foreign.node("com.microsoft", "MatMulNBits", List.of("y"), List.of("z"));
        foreign.node("", "If", List.of("z"), List.of("logits"));

        assertThatThrownBy(() -> new OnnxFormat().open(file(foreign.bytes())))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the output logits is no projection")
                .hasMessageContaining("com.microsoft.MatMulNBits (2 times)")
                .hasMessageContaining("If (1 times)");
    }

    @Test
    void theLastRowOfExternalDataOf13GigabytesIsRead() throws IOException {
        long rows = 1_600_000;
        long bytes = rows * 4096 * 2;
        try (RandomAccessFile out =
                new RandomAccessFile(folder.resolve("model.onnx_data").toFile(), "rw")) {
            out.setLength(bytes);
            out.seek(bytes - 2);
            out.write(new byte[] {(byte) 0x80, 0x3f});
        }
        Message tensor = tensor("w", 16, rows, 4096)
                .message(13, pair("location", "model.onnx_data"))
                .number(14, 1);

        float[] last = value(tensor).row((int) rows - 1);

        assertThat(last[4095]).isEqualTo(1f);
        assertThat(last[4094]).isZero();
    }
}
