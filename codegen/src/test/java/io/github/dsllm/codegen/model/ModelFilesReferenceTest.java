package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.UserError;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real model files and shapes, supported and not. */
@Tag("reference")
class ModelFilesReferenceTest {
    @Test
    void readsBothTrainedModels() {
        LanguageModel stories = Models.open(Shared.file("models/llama2c-stories260K/stories260K.bin"));
        LanguageModel huggingFace = Models.open(Shared.file("models/hf-tinystories-656k"));

        assertThat(stories.shape()).isEqualTo(TinyModels.shape(64, 172, 5, 8, 4, 512, 512));
        assertThat(huggingFace.shape().staticMacs()).isEqualTo(655_360);
        assertThat(huggingFace.shape().normEpsilon()).isEqualTo(1e-6);
        assertThat(huggingFace.shape().tiedHead()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "llama-2-7b, 6738415616",
        "llama-2-13b, 13015864320",
        "llama-2-7b-chat-hf, 6738415616",
        "gpt2, 124439808",
        "opt-1.3b, 1315753984"
    })
    void readsShapesWithoutWeights(String name, long parameters) {
        ModelShape shape = Models.shape(Shared.file("models/shapes/" + name + ".config.json"));

        assertThat(shape.parameters()).isEqualTo(parameters);
        assertThat(ModelGraph.of(shape).staticMacs()).isEqualTo(shape.staticMacs());
        assertThatThrownBy(() -> Models.open(Shared.file("models/shapes/" + name + ".config.json")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("only the shape of a model");
    }

    /** 8 bits per group: at most half a step of a 254th of the largest weight. */
    @Test
    void theQuantisedFileOfLlama2cHoldsTheSameModel() {
        Map<String, Tensor> exact = Models.open(Shared.file("models/llama2c-stories260K/stories260K.bin"))
                .tensors();

        Map<String, Tensor> quantised = Models.open(Shared.file("models/llama2c-stories260K/stories260K-q8.bin"))
                .tensors();

        assertThat(quantised.keySet()).isEqualTo(exact.keySet());
        exact.forEach((name, tensor) -> {
            float[] row = tensor.row(tensor.rows() - 1);
            float[] other = quantised.get(name).row(tensor.rows() - 1);
            double largest = 0;
            for (long i = 0; i < tensor.size(); i++) {
                largest = Math.max(largest, Math.abs(tensor.get(i)));
            }
            for (int i = 0; i < row.length; i++) {
                assertThat((double) other[i]).as(name).isCloseTo(row[i], within(largest / 253));
            }
        });
    }

    @Test
    void opensATinyGpt2() {
        LanguageModel gpt2 = Models.open(Shared.file("models/hf-tiny-random-gpt2"));

        assertThat(gpt2.shape().anatomy().isLayerNorm()).isTrue();
        assertThat(gpt2.tensors().keySet()).isEqualTo(gpt2.shape().tensorSizes().keySet());
        assertThat(gpt2.shape().describe()).contains("learned positions", "layer norm", "no gate", "biases");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "models/onnx-tiny-random-gpt2/past_fp32.onnx | config.json",
                "models/gpt-nano-sort/gpt-nano-sort-model.json | none of the known model formats",
                "models/llama2c-stories260K/tok512.bin | perhaps it is not a llama2.c model file",
                "tokenizers/llama2-tokenizer/tokenizer.model | none of the known model formats"
            })
    void refusesWhatIsNotSupportedWithTheReason(String file, String reason) {
        assertThatThrownBy(() -> Models.open(Shared.file(file)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("erhaps");
    }
}
