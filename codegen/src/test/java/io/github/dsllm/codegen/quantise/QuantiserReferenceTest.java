package io.github.dsllm.codegen.quantise;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Stories260K, calibrated on the first twenty stories of the sample, against quantised numbers that another program made. */
@Tag("reference")
final class QuantiserReferenceTest {
    private static final String STORIES_260K = "models/llama2c-stories260K/stories260K.bin";

    @Test
    void defaultNumericsGiveTheReferenceBinaryPlacesButOneNearTie() {
        QuantisedModel model = quantise(STORIES_260K, Numerics.DEFAULT);

        assertThat(places(model, Fractions::xn1)).containsExactly(15, 15, 15, 15, 15);
        assertThat(places(model, Fractions::q)).containsExactly(6, 6, 6, 5, 7);
        assertThat(places(model, Fractions::k)).containsExactly(15, 14, 15, 15, 15);
        assertThat(places(model, Fractions::qr)).containsExactly(6, 6, 6, 5, 7);
        assertThat(places(model, Fractions::kr)).containsExactly(9, 9, 9, 9, 9);
        assertThat(places(model, Fractions::v))
                .as("layer 3 is 5 in the reference")
                .containsExactly(6, 6, 6, 6, 5);
        assertThat(places(model, Fractions::att)).containsExactly(14, 14, 13, 13, 13);
        assertThat(places(model, Fractions::xn2)).containsExactly(15, 15, 15, 15, 15);
        assertThat(places(model, Fractions::h1)).containsExactly(12, 12, 12, 11, 11);
        assertThat(places(model, Fractions::h3)).containsExactly(12, 13, 13, 12, 12);
        assertThat(places(model, Fractions::silu)).containsExactly(12, 12, 12, 11, 11);
        assertThat(places(model, Fractions::hb)).containsExactly(11, 12, 11, 11, 10);
        assertThat(model.residualFraction()).isEqualTo(12);
        assertThat(model.finalFraction()).isEqualTo(10);
        assertThat(model.logitFraction()).isEqualTo(18);
        assertThat(model.epsilon()).isEqualTo(10737);
        assertThat(model.embeddingShiftOffset()).isEqualTo(-4);
    }

    @Test
    void fidelityNumericsGiveTheReferenceBinaryPlaces() {
        QuantisedModel model = quantise(STORIES_260K, Numerics.FIDELITY);

        assertThat(places(model, Fractions::q)).containsExactly(11, 10, 11, 10, 11);
        assertThat(places(model, Fractions::qr)).containsExactly(11, 10, 11, 10, 11);
        assertThat(places(model, Fractions::k)).containsExactly(10, 10, 10, 10, 10);
        assertThat(places(model, Fractions::kr)).containsExactly(10, 10, 10, 10, 10);
        assertThat(places(model, Fractions::v)).containsExactly(14, 14, 13, 13, 13);
        assertThat(places(model, Fractions::att)).containsExactly(14, 14, 13, 13, 13);
        assertThat(model.residualFraction()).isEqualTo(14);
    }

    @Test
    void everyCouplingAndMantissaEqualsTheReferenceDump() throws IOException {
        QuantisedModel model = quantise(STORIES_260K, Numerics.DEFAULT);

        ReferenceDump dump = ReferenceDump.read(Shared.file("reference/numerics-default/default.model.txt"));

        assertThat(dump.matrices()).hasSize(36);
        dump.matrices().forEach((name, expected) -> {
            QuantisedMatrix actual = ReferenceDump.matrix(model, name);
            assertThat(actual.couplings()).as(name).isEqualTo(expected.couplings());
            assertThat(actual.mantissas()).as(name).isEqualTo(expected.mantissas());
            int finer = name.equals("wv 3") ? 1 : 0;
            assertThat(Arrays.stream(actual.shifts()).map(sh -> sh + finer))
                    .as(name)
                    .containsExactly(Arrays.stream(expected.shifts()).boxed().toArray(Integer[]::new));
        });
        assertThat(model.gain()).isEqualTo(dump.gain());
    }

    @Test
    void theHuggingFaceModelFitsTheArithmeticWithItsMassiveActivations() {
        QuantisedModel model = quantise("models/hf-tinystories-656k", Numerics.DEFAULT);

        assertThat(model.residualFraction()).isEqualTo(7);
        assertThat(model.layers()).hasSize(2);
        assertThat(model.bosToken()).isEqualTo(1);
    }

    private static int[] places(QuantisedModel model, ToIntFunction<Fractions> state) {
        return model.layers().stream()
                .mapToInt(layer -> state.applyAsInt(layer.fractions()))
                .toArray();
    }

    static QuantisedModel quantise(String name, Numerics numerics) {
        Path path = Shared.file(name);
        LanguageModel model = Models.open(path);
        Tokenizer tokenizer =
                TokenizerLoader.forModel(path, null, model.shape()).orElseThrow();
        CalibrationSet text = new CalibrationText(tokenizer, model.shape())
                .read(Shared.file("datasets/tinystories-sample/tinystories_sample.txt"), 20);
        return new Quantiser(numerics).quantise(model, text).model();
    }
}
