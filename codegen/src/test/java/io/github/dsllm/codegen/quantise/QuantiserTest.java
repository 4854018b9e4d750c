package io.github.dsllm.codegen.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuantiserTest {
    @TempDir
    Path folder;

    @Test
    void couplingTimesScaleIsTheFoldedWeight() {
        LanguageModel model = model(TinyModels.smallest());

        QuantisedModel quantised =
                new Quantiser(Numerics.FIDELITY).quantise(model, text(model)).model();

        QuantisedLayer layer = quantised.layers().get(1);
        float[] gain = model.layers().get(1).ffnNorm().row(0);
        double unit = 1 / Math.log(2);
        for (int i = 0; i < layer.w1().rows(); i++) {
            float[] weights = model.layers().get(1).w1().row(i);
            for (int j = 0; j < weights.length; j++) {
                double folded = weights[j] * gain[j] * Math.sqrt(gain.length) * unit;
                double scale = Math.scalb(
                        (double) layer.w1().mantissas()[i], -layer.w1().shifts()[i]);
                double inUnits = Math.scalb(
                        scale, layer.fractions().xn2() - layer.fractions().h1());
                double coupling = layer.w1().couplings()[i * weights.length + j];
                assertThat(coupling * inUnits).isCloseTo(folded, within(inUnits));
            }
        }
    }

    @Test
    void mantissasHaveTheirHighestBitSetAndCouplingsTheirSymmetricRange() {
        LanguageModel model = model(TinyModels.withOwnHead(TinyModels.smallest()));

        QuantisedModel quantised =
                new Quantiser(Numerics.DEFAULT).quantise(model, text(model)).model();

        assertThat(quantised.tied()).isFalse();
        for (QuantisedMatrix matrix : List.of(
                quantised.head(),
                quantised.embedding(),
                quantised.layers().get(0).wq())) {
            assertThat(Arrays.stream(matrix.mantissas())).allMatch(m -> m >= 1 << 11 && m < 1 << 12);
            for (short coupling : matrix.couplings()) {
                assertThat(Math.abs(coupling)).isLessThanOrEqualTo((short) 127);
            }
        }
    }

    @Test
    void sameInputsGiveTheSameIntegers() {
        LanguageModel model = model(TinyModels.smallest());

        QuantisedModel first =
                new Quantiser(Numerics.DEFAULT).quantise(model, text(model)).model();
        QuantisedModel second =
                new Quantiser(Numerics.DEFAULT).quantise(model, text(model)).model();

        assertThat(second.head().couplings()).isEqualTo(first.head().couplings());
        assertThat(second.layers().get(1).wk().shifts())
                .isEqualTo(first.layers().get(1).wk().shifts());
        assertThat(second.layers().get(1).fractions())
                .isEqualTo(first.layers().get(1).fractions());
    }

    @Test
    void saysOnWhatItWasCalibrated() {
        LanguageModel model = model(TinyModels.smallest());

        Quantisation quantisation = new Quantiser(Numerics.DEFAULT).quantise(model, CalibrationSet.sampled(model, 3));

        assertThat(quantisation.notes().get(0)).contains("3 texts that the model wrote itself");
        assertThat(quantisation.nodeTable()).isNull();
    }

    @Test
    void refusesTokensOfAnotherVocabulary() {
        LanguageModel model = model(TinyModels.smallest());
        CalibrationSet foreign = new CalibrationSet(List.of(new int[] {1, 32}), "a text");

        assertThatThrownBy(() -> new Quantiser(Numerics.DEFAULT).quantise(model, foreign))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("token 32")
                .hasMessageContaining("tokenizer of another model");
    }

    @Test
    void refusesAnActivationThatNobodyMaps() {
        LanguageModel model = modelWithActivation("mystery");

        assertThatThrownBy(() -> new Quantiser(Numerics.DEFAULT).quantise(model, text(model)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("\"mystery\"")
                .hasMessageContaining("OperatorMapping");
    }

    private LanguageModel model(ModelShape shape) {
        return Models.open(TinyModels.huggingFace(folder, shape, 7));
    }

    private LanguageModel modelWithActivation(String activation) {
        ModelShape s = TinyModels.smallest();
        return model(new ModelShape(
                s.dim(),
                s.hiddenDim(),
                s.layers(),
                s.heads(),
                s.kvHeads(),
                s.headSize(),
                s.vocabulary(),
                s.context(),
                s.normEpsilon(),
                s.ropeTheta(),
                s.tiedHead(),
                activation,
                s.bosToken(),
                s.eosTokens()));
    }

    private static CalibrationSet text(LanguageModel model) {
        int[] tokens = new int[model.shape().context()];
        Arrays.setAll(tokens, i -> i == 0 ? 1 : (7 * i + 3) % model.shape().vocabulary());
        return new CalibrationSet(List.of(tokens), "a made-up text");
    }
}
