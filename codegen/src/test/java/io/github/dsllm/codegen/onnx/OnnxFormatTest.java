package io.github.dsllm.codegen.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyArchitectures;
import io.github.dsllm.codegen.onnx.OnnxExport.Form;
import io.github.dsllm.codegen.reference.FloatTransformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every architecture goes out as a graph, operator by operator and fused, and comes back as it was. */
class OnnxFormatTest {
    private static final long SEED = 5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GATED_LAYER_NORM")
    void readsGraphsOfSingleOperators(TinyArchitectures kind) throws IOException {
        comesBack(kind, Form.SINGLE);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GATED_LAYER_NORM")
    void readsGraphsOfFusedOperators(TinyArchitectures kind) throws IOException {
        comesBack(kind, Form.FUSED);
    }

    @ParameterizedTest
    @CsvSource({
        "GPT2, JOINED",
        "QWEN2, JOINED",
        "GPT_NEOX, BY_HEAD",
        "GPT2, BY_HEAD",
        "LLAMA3, PACKED",
        "QWEN2, PACKED",
        "PHI, PACKED",
        "LLAMA3, ROTARY",
        "LLAMA_BIASED, ROTARY",
        "GPT2, MULTI_HEAD",
        "OPT, MULTI_HEAD",
        "GPT2, ATTENTION",
        "OPT, ATTENTION"
    })
    void readsOtherFormsOfAttention(TinyArchitectures kind, Form form) throws IOException {
        comesBack(kind, form);
    }

    private void comesBack(TinyArchitectures kind, Form form) throws IOException {
        LanguageModel model = kind.model(SEED);

        LanguageModel read = Models.open(export(kind, model, form, config -> {}));

        assertThat(read.format()).isEqualTo("ONNX");
        assertThat(read.shape()).isEqualTo(kind.shape());
        OnnxFolder.requireTensors(read, model.tensors());
        FloatTransformer expected = new FloatTransformer(model);
        FloatTransformer actual = new FloatTransformer(read);
        for (int position = 0; position < 3; position++) {
            assertThat(actual.forward(position + 1, position)).isEqualTo(expected.forward(position + 1, position));
        }
    }

    private Path export(TinyArchitectures kind, LanguageModel model, Form form, Consumer<ObjectNode> change)
            throws IOException {
        byte[] graph = OnnxExport.write(model, form, OnnxFolder.skipsPositions(kind));
        return new OnnxFolder(folder).write(kind, graph, "model.onnx", change);
    }

    @ParameterizedTest
    @EnumSource(names = {"LLAMA3", "GPT2"})
    void contradictionsWithTheConfigurationAreSaidAllAtOnce(TinyArchitectures kind) throws IOException {
        boolean isLlama = kind == TinyArchitectures.LLAMA3;
        Path model = export(
                kind,
                kind.model(SEED),
                Form.SINGLE,
                config -> config.put(isLlama ? "hidden_act" : "activation_function", "relu")
                        .put(isLlama ? "rms_norm_eps" : "layer_norm_epsilon", 1e-3)
                        .put(isLlama ? "num_hidden_layers" : "n_layer", 3));

        assertThatThrownBy(() -> Models.open(model))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("layers: 2 in the graph, 3 in config.json")
                .hasMessageContaining("epsilon of layers.1.ffnNorm")
                .hasMessageContaining("layers.0.activation: ")
                .hasMessageContaining("model.onnx");
    }

    @Test
    void aHeadThatDiffersFromTheEmbeddingIsNotTied() throws IOException {
        TinyArchitectures kind = TinyArchitectures.LLAMA_BIASED;
        Path model = export(kind, kind.model(SEED), Form.FUSED, config -> config.put("tie_word_embeddings", true));

        assertThatThrownBy(() -> Models.open(model)).hasMessageContaining("the head is not the embedding");
    }

    @Test
    void aFileWithoutConfigurationSaysWhatItNeeds() throws IOException {
        Path model = export(TinyArchitectures.GPT2, TinyArchitectures.GPT2.model(SEED), Form.FUSED, config -> {});
        Files.delete(model.resolve("config.json"));

        assertThatThrownBy(() -> Models.open(model.resolve("model.onnx")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining("perhaps");
    }
}
