package io.github.dsllm.codegen.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.model.TinyModels;
import java.nio.file.Path;
import java.util.ArrayList;
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
        LanguageModel model = model(TinyModels.withActivation(TinyModels.smallest(), "mystery"));

        assertThatThrownBy(() -> new Quantiser(Numerics.DEFAULT).quantise(model, text(model)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("\"mystery\"")
                .hasMessageContaining("OperatorMapping");
    }

    @Test
    void rowsOfZerosGiveZeroCouplingsAndAScaleThatTheShifterReaches() {
        FoldedMatrix zeros = new FoldedMatrix("zeros", tensor(2, 0), row -> 1, column -> 1);

        QuantisedMatrix matrix = new RowQuantiser(Numerics.DEFAULT)
                .quantise(zeros, 3, 0, ShiftRange.of(Numerics.DEFAULT), new ArrayList<>());

        assertThat(matrix.couplings()).containsOnly((short) 0);
        assertThat(matrix.mantissas()).containsOnly(1 << 11);
        assertThat(matrix.shifts()).containsOnly(11);
    }

    @Test
    void rowsTooSmallForTheShifterKeepItsFinestScale() {
        FoldedMatrix tiny = new FoldedMatrix("tiny", tensor(1, 1e-30f), row -> 1, column -> 1);

        QuantisedMatrix matrix = new RowQuantiser(Numerics.DEFAULT)
                .quantise(tiny, 0, 0, ShiftRange.of(Numerics.DEFAULT), new ArrayList<>());

        assertThat(matrix.shifts()).containsOnly(CoreParameters.SHIFT_MAXIMUM);
        assertThat(matrix.couplings()).containsOnly((short) 0);
    }

    @Test
    void rowsTooLargeForTheShifterAreNamed() {
        FoldedMatrix huge = new FoldedMatrix("layer 0 wo", tensor(2, 1e9f), row -> row, column -> 1);
        List<String> problems = new ArrayList<>();

        new RowQuantiser(Numerics.DEFAULT).quantise(huge, 0, 0, ShiftRange.of(Numerics.DEFAULT), problems);

        assertThat(problems).singleElement().asString().contains("layer 0 wo row [1]");
    }

    @Test
    void gainsBeyondTheirWidthAreHeldWithFewerPlaces() {
        FinalGain gain = FinalGain.of(tensor(1, 100));

        assertThat(gain.exponent()).isEqualTo(2);
        assertThat(gain.values()).containsOnly((int) Math.rint(100 * Math.sqrt(3) * (1 << 9)));
        assertThat(gain.notes()).singleElement().asString().contains("9 binary places");
    }

    private static Tensor tensor(int rows, float value) {
        return new Tensor() {
            @Override
            public int rows() {
                return rows;
            }

            @Override
            public int columns() {
                return 3;
            }

            @Override
            public void row(int row, float[] destination) {
                Arrays.fill(destination, value);
            }
        };
    }

    private LanguageModel model(ModelShape shape) {
        return Models.open(TinyModels.huggingFace(folder, shape, 7));
    }

    private static CalibrationSet text(LanguageModel model) {
        int[] tokens = new int[model.shape().context()];
        Arrays.setAll(tokens, i -> i == 0 ? 1 : (7 * i + 3) % model.shape().vocabulary());
        return new CalibrationSet(List.of(tokens), "a made-up text");
    }
}
