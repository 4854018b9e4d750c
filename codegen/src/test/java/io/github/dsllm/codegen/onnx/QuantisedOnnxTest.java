package io.github.dsllm.codegen.onnx;

import static io.github.dsllm.codegen.onnx.OnnxFolder.skipsPositions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.model.TinyArchitectures;
import io.github.dsllm.codegen.onnx.OnnxExport.Form;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Graphs with weights of 2, 4 and 8 bits come back as what their codes stand for, in all bits. */
class QuantisedOnnxTest {
    private static final long SEED = 5;
    private static final List<String> TABLES = List.of("embedding", Anatomy.POSITIONS);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FLOAT")
    void aLlamaOfSingleOperatorsIsWorthItsCodes(OnnxWeights weights) throws IOException {
        isWorthItsCodes(TinyArchitectures.LLAMA_BIASED, Form.SINGLE, weights);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FLOAT")
    void aTiedLayerNormedModelOfFusedOperatorsIsWorthItsCodes(OnnxWeights weights) throws IOException {
        isWorthItsCodes(TinyArchitectures.OPT, Form.FUSED, weights);
    }

    @ParameterizedTest
    @EnumSource(names = {"DYNAMIC", "FOUR_BITS"})
    void aMergedDecoderIsWorthItsCodes(OnnxWeights weights) throws IOException {
        TinyArchitectures kind = TinyArchitectures.GPT2;
        byte[] graph = OnnxExport.writeMerged(kind.model(SEED), Form.SINGLE, weights, false);

        OnnxFolder.requireTensors(
                Models.open(new OnnxFolder(folder).write(kind, graph)), worth(kind.model(SEED), weights));
    }

    private void isWorthItsCodes(TinyArchitectures kind, Form form, OnnxWeights weights) throws IOException {
        LanguageModel read = read(kind, form, weights);

        assertThat(read.format())
                .isEqualTo("ONNX, weights dequantised"
                        + (weights.roundsActivations() ? ", rounding of activations left to the chip" : ""));
        assertThat(read.shape().tiedHead()).isEqualTo(kind.shape().tiedHead() && weights.hasQuantisedTables());
        OnnxFolder.requireTensors(read, worth(kind.model(SEED), weights));
    }

    private LanguageModel read(TinyArchitectures kind, Form form, OnnxWeights weights) throws IOException {
        byte[] graph = OnnxExport.write(kind.model(SEED), form, weights, skipsPositions(kind));
        return Models.open(new OnnxFolder(folder).write(kind, graph));
    }

    /** A head that was tied is one of its own where only the head was quantised. */
    private static Map<String, Tensor> worth(LanguageModel model, OnnxWeights weights) {
        Map<String, Tensor> worth = new LinkedHashMap<>();
        model.tensors().forEach((name, tensor) -> {
            boolean isReal = tensor.rows() == 1 || TABLES.contains(name) && !weights.hasQuantisedTables();
            worth.put(name, isReal ? tensor : weights.worth(tensor));
            if (name.equals("finalNorm") && model.shape().tiedHead() && !weights.hasQuantisedTables()) {
                worth.put("head", weights.worth(model.head()));
            }
        });
        return worth;
    }

    @Test
    void aCodeThatIsOffByOneIsSeen() throws IOException {
        TinyArchitectures kind = TinyArchitectures.LLAMA_BIASED;
        LanguageModel model = kind.model(SEED);
        byte[] graph = OnnxExport.write(model, Form.SINGLE, OnnxWeights.FOUR_BITS, false);
        byte[] codes = OnnxWeights.FOUR_BITS.codes(
                Objects.requireNonNull(model.tensors().get("layers.1.w2")));
        graph[at(graph, codes)] ^= 1;

        LanguageModel read = Models.open(new OnnxFolder(folder).write(kind, graph));

        assertThatThrownBy(() -> OnnxFolder.requireTensors(read, worth(model, OnnxWeights.FOUR_BITS)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("layers.1.w2 row 0");
    }

    private static int at(byte[] content, byte[] part) {
        for (int i = 0; i <= content.length - part.length; i++) {
            if (Arrays.equals(content, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }

    private void refused(String reason, OnnxWriter graph) {
        assertThatThrownBy(() -> Models.open(new OnnxFolder(folder).write(TinyArchitectures.GPT2, graph.bytes())))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining(reason)
                .hasMessageContaining("erhaps");
    }

    private static OnnxWriter blocks(long inputs, long outputs, int bits, int block, int scales, String order) {
        OnnxWriter out = new OnnxWriter().input("input_ids").output("logits");
        String codes = out.raw(OnnxWriter.UINT8, new byte[64], 4, 2, 8);
        out.node(
                "com.microsoft",
                "MatMulNBits",
                List.of("input_ids", codes, out.weights(new float[scales], scales), "", order),
                List.of("logits"),
                OnnxWriter.attribute("K", inputs),
                OnnxWriter.attribute("N", outputs),
                OnnxWriter.attribute("bits", (long) bits),
                OnnxWriter.attribute("block_size", (long) block));
        return out;
    }

    @Test
    void numbersOfCodesScalesAndZeroPointsMustAgree() {
        refused("12 scales where 8 are needed", blocks(32, 4, 4, 16, 12, ""));
        refused("64 bytes where", blocks(320, 4, 4, 16, 8, ""));
        refused("64 bytes where", blocks(32, 1 << 24, 4, 16, 8, ""));
        refused("com.microsoft.MatMulNBits (1 times)", blocks(32, 1L << 60, 4, 16, 8, ""));
        refused("com.microsoft.MatMulNBits (1 times)", blocks(32, -4, 4, 16, 8, ""));
        refused("com.microsoft.MatMulNBits (1 times)", blocks(32, 4, 5, 16, 8, ""));
        refused("com.microsoft.MatMulNBits (1 times)", blocks(32, 4, 4, 17, 8, ""));
        refused("com.microsoft.MatMulNBits (1 times)", blocks(32, 4, 4, 16, 8, "input_ids"));
    }

    @Test
    void scalesOfAnAxisMustBeAsManyAsItIsLong() {
        OnnxWriter out = new OnnxWriter().input("input_ids").output("logits");
        String codes = out.raw(OnnxWriter.INT8, new byte[8], 4, 2);
        String weights = out.node("DequantizeLinear", List.of(codes, out.weights(new float[3], 3)));
        out.node("", "MatMul", List.of("input_ids", weights), List.of("logits"));

        refused("3 scales where 2 are needed", out);
    }

    @Test
    void integersThatStayIntegersAreNamed() {
        OnnxWriter out = new OnnxWriter().input("input_ids").output("logits");
        String codes = out.raw(OnnxWriter.INT8, new byte[8], 4, 2);
        String scale = out.constant(1);
        List<String> rounded = out.node("", "DynamicQuantizeLinear", List.of("input_ids"), List.of("q", "s", "z"));
        out.node(
                "",
                "QLinearMatMul",
                List.of(rounded.get(0), "s", "z", codes, scale, "z", scale, "z"),
                List.of("logits"));

        refused("QLinearMatMul (1 times)", out);
    }
}
