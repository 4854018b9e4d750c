package io.github.dsllm.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatTransformerTest {
    private static final int[] TEXT = {1, 5, 9, 30, 4, 4, 17};
    private final ModelShape shape = TinyModels.smallest();

    @TempDir
    Path folder;

    private LanguageModel model;

    @BeforeEach
    void openModel() {
        model = Models.open(TinyModels.llama2c(folder, shape, 3));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bothFormatsOfOneModelGiveTheSameLogits(long seed) throws Exception {
        LanguageModel llama2c =
                Models.open(TinyModels.llama2c(Files.createDirectory(folder.resolve("c")), shape, seed));
        LanguageModel huggingFace =
                Models.open(TinyModels.huggingFace(Files.createDirectory(folder.resolve("hf")), shape, seed));

        assertThat(logits(huggingFace)).isDeepEqualTo(logits(llama2c));
    }

    @Test
    void anotherModelGivesOtherLogits() throws Exception {
        LanguageModel other = Models.open(TinyModels.llama2c(Files.createDirectory(folder.resolve("x")), shape, 4));

        assertThat(Arrays.deepEquals(logits(other), logits(model))).isFalse();
    }

    @Test
    void agreesWithADirectEvaluationOfTheFormulasInDouble() {
        double[] expected = new DirectEvaluation(shape, TinyModels.weights(shape, 3)).logits(TEXT);

        float[][] actual = logits(model);

        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[TEXT.length - 1][i]).isCloseTo(expected[i], within(1e-4));
        }
    }

    @Test
    void goingBackForgetsWhatCameAfter() {
        FloatTransformer transformer = new FloatTransformer(model);
        float[][] first = logits(transformer);

        float[][] second = logits(transformer);

        assertThat(second).isDeepEqualTo(first);
    }

    @Test
    void theListenerSeesEveryTensorInOrderAndTheSizesOfTheModel() {
        FloatTransformer transformer = new FloatTransformer(model);
        List<String> seen = new ArrayList<>();
        transformer.listen((layer, tensor, values) -> seen.add(layer + " " + tensor + " " + values.length));

        transformer.forward(1, 0);

        assertThat(seen).hasSize(2 * 16 + 3);
        assertThat(seen.subList(0, 16))
                .containsExactly(
                        "0 res 16",
                        "0 xn1 16",
                        "0 q 16",
                        "0 k 8",
                        "0 v 8",
                        "0 qr 16",
                        "0 kr 8",
                        "0 att 16",
                        "0 wo 16",
                        "0 res1 16",
                        "0 xn2 16",
                        "0 h1 20",
                        "0 h3 20",
                        "0 silu 20",
                        "0 hb 20",
                        "0 w2 16");
        assertThat(seen.subList(32, 35)).containsExactly("2 res 16", "2 xnf 16", "2 logit 32");
    }

    @Test
    void refusesPositionsOutOfOrderAndUnknownTokens() {
        FloatTransformer transformer = new FloatTransformer(model);

        assertThatThrownBy(() -> transformer.forward(1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> transformer.forward(32, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnActivationThatItDoesNotKnow() throws Exception {
        Path hf = TinyModels.huggingFace(Files.createDirectory(folder.resolve("hf")), shape, 3);
        Files.writeString(
                hf.resolve("config.json"),
                TinyModels.config(shape).put("hidden_act", "mystery").toString());

        assertThatThrownBy(() -> new FloatTransformer(Models.open(hf)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("mystery");
    }

    @Test
    void generatesTheSameTextForTheSameSeedAndStopsAtTheContext() {
        int[] first = generate(TokenChooser.sampling(1.0, 42));
        int[] same = generate(TokenChooser.sampling(1.0, 42));
        int[] other = generate(TokenChooser.sampling(1.0, 43));

        assertThat(first).isEqualTo(same).isNotEqualTo(other);
        assertThat(first.length).isLessThanOrEqualTo(shape.context());
        assertThat(first).startsWith(5, 9);
        assertThat(generate(TokenChooser.sampling(0, 1))).isEqualTo(generate(TokenChooser.greedy()));
    }

    @Test
    void refusesImpossibleSampling() {
        assertThatThrownBy(() -> TokenChooser.sampling(-1, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("temperature");
        assertThatThrownBy(() -> TokenChooser.sampling(1, 0))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("seed");
    }

    @Test
    void samplesAsOftenAsTheProbabilitySays() {
        TokenChooser chooser = TokenChooser.sampling(2.0, 7);
        float[] logits = {0, (float) (2 * Math.log(3))};

        int ones = 0;
        for (int i = 0; i < 20_000; i++) {
            ones += chooser.choose(logits);
        }

        assertThat(ones / 20_000.0).isCloseTo(0.75, within(0.015));
    }

    @Test
    void perplexityOfEqualLogitsIsTheVocabulary() {
        assertThat(Math.exp(Perplexity.negativeLogLikelihood(new float[32], 3))).isCloseTo(32, within(1e-9));
    }

    @Test
    void perplexityCutsTextsAtTheContext() {
        Perplexity perplexity = Perplexity.of(new FloatTransformer(model), List.of(TEXT, TEXT), 5);

        assertThat(perplexity.predictions()).isEqualTo(8);
        assertThat(perplexity.value()).isGreaterThan(1);
    }

    private int[] generate(TokenChooser chooser) {
        return new Generator(new FloatTransformer(model)).generate(new int[] {1, 5, 9}, 1000, chooser, token -> {});
    }

    private static float[][] logits(LanguageModel model) {
        return logits(new FloatTransformer(model));
    }

    private static float[][] logits(FloatTransformer transformer) {
        float[][] logits = new float[TEXT.length][];
        for (int position = 0; position < TEXT.length; position++) {
            logits[position] = transformer.forward(TEXT[position], position).clone();
        }
        return logits;
    }
}
