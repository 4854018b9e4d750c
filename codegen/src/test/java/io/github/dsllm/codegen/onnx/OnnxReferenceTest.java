package io.github.dsllm.codegen.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A graph that ONNX Runtime's tools made of the random GPT-2 whose safetensors stand beside it: fused, equal biases merged, the head transposed. */
@Tag("reference")
class OnnxReferenceTest {
    private final LanguageModel original = Models.open(Shared.file("models/hf-tiny-random-gpt2"));

    private static LanguageModel graph(String name) {
        return OnnxFormat.open(
                Shared.file("models/onnx-tiny-random-gpt2/" + name),
                Shared.file("models/hf-tiny-random-gpt2/config.json"));
    }

    @Test
    void aFusedGraphHoldsTheWeightsOfTheOriginal() {
        assertThat(farthest(graph("past_fp32.onnx"))).isZero();
    }

    @Test
    void aFusedGraphInHalfPrecisionHoldsThemRounded() {
        assertThat(farthest(graph("past_fp16.onnx"))).isPositive().isCloseTo(0, within(0x1p-11));
    }

    /** The largest difference of a weight to that of the original, all of which are below 1 but for the gains, which are 1. */
    private double farthest(LanguageModel read) {
        double farthest = 0;
        assertThat(read.tensors().keySet()).isEqualTo(original.tensors().keySet());
        for (String name : original.tensors().keySet()) {
            Tensor expected = Objects.requireNonNull(original.tensors().get(name));
            Tensor actual = Objects.requireNonNull(read.tensors().get(name));
            for (long i = 0; i < expected.size(); i++) {
                farthest = Math.max(farthest, Math.abs(expected.get(i) - actual.get(i)));
            }
        }
        return farthest;
    }
}
