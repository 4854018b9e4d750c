package io.github.dsllm.codegen.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.TinyArchitectures;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.reference.FloatTransformer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoweringTest {
    @ParameterizedTest
    @EnumSource
    void theLoweredModelComputesTheSameLogits(TinyArchitectures architecture) {
        LanguageModel model = architecture.model(7);
        LanguageModel lowered = Lowering.of(model);

        assertThat(lowered.shape().anatomy().norm()).isEqualTo(Anatomy.Norm.RMS);
        assertThat(difference(model, lowered)).isLessThan(2e-5);
        assertThat(difference(model, Lowering.of(architecture.model(8)))).isGreaterThan(0.1);
    }

    @ParameterizedTest
    @EnumSource(names = {"GPT2", "OPT", "GPT_NEOX"})
    void theLoweredResidualStreamHasNoMean(TinyArchitectures architecture) {
        FloatTransformer lowered = new FloatTransformer(Lowering.of(architecture.model(7)));
        lowered.listen((layer, tensor, values) -> {
            if (tensor.startsWith("res")) {
                double sum = 0;
                for (float value : values) {
                    sum += value;
                }
                assertThat(sum).as("%s of layer %d", tensor, layer).isCloseTo(0, within(1e-5));
            }
        });

        lowered.forward(3, 0);
        lowered.forward(9, 1);
    }

    private static double difference(LanguageModel one, LanguageModel other) {
        FloatTransformer first = new FloatTransformer(one);
        FloatTransformer second = new FloatTransformer(other);
        double largest = 0;
        for (int position = 0; position < 6; position++) {
            int token = (11 * position + 3) % TinyModels.smallest().vocabulary();
            float[] logits = first.forward(token, position);
            float[] others = second.forward(token, position);
            for (int i = 0; i < logits.length; i++) {
                largest = Math.max(largest, Math.abs(logits[i] - others[i]));
            }
        }
        return largest;
    }
}
