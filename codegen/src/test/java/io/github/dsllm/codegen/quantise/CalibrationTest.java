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
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CalibrationTest {
    private static final List<int[]> TEXTS =
            List.of(new int[] {1, 7, 9, 30, 4, 4, 11, 2, 29}, new int[] {1, 3}, new int[] {1, 8, 8, 8, 25});

    @TempDir
    Path folder;

    @Test
    void wholeSequencesGiveTheRangesThatTokenByTokenGives() {
        LanguageModel model =
                Models.open(TinyModels.huggingFace(folder, TinyModels.withOwnHead(TinyModels.smallest()), 21));
        Map<String, Float> expected = tokenByToken(model);

        Calibration calibration = Calibration.run(
                model, Numerics.DEFAULT, new CalibrationSet(TEXTS, "texts"), Gate.of("silu", OperatorMappings.load()));

        State[] shown = {
            State.Q, State.K, State.QR, State.KR, State.V, State.ATT, State.H1, State.H3, State.SILU, State.HB
        };
        for (State state : shown) {
            for (int layer = 0; layer < 2; layer++) {
                assertThat(largest(calibration.range(state, layer)))
                        .as(state + " " + layer)
                        .isCloseTo(expected.get(layer + state.name().toLowerCase(Locale.ROOT)), within(1e-4f));
            }
        }
        assertThat(largest(calibration.range(State.FINAL, 0))).isCloseTo(expected.get("2xnf"), within(1e-4f));
        assertThat(largest(calibration.range(State.LOGIT, 0))).isCloseTo(expected.get("2logit"), within(1e-4f));
        float residual = Math.max(Math.max(expected.get("0res"), expected.get("0res1")), expected.get("1res"));
        residual = Math.max(residual, Math.max(expected.get("1res1"), expected.get("2res")));
        assertThat(largest(calibration.range(State.RESIDUAL, 0))).isCloseTo(residual, within(1e-4f));
    }

    @Test
    void aBoundedSampleKeepsVectorsFromTheWholeText() {
        ChannelRange range = new ChannelRange(2, 8);

        for (int i = 0; i < 100; i++) {
            range.add(new float[] {i, -i}, 1);
        }

        double[] samples = range.samples(new double[] {1, 2});
        assertThat(samples.length).isBetween(8, 16);
        assertThat(samples[0]).isZero();
        assertThat(samples[samples.length - 2]).isGreaterThan(80);
        assertThat(samples[samples.length - 1]).isEqualTo(-2 * samples[samples.length - 2]);
        assertThat(range.maximum(new double[] {1, 2})).isEqualTo(198);
    }

    @Test
    void wideStatesNeverClipAndNarrowOnesMay() {
        assertThat(StateFormat.covering(1.0, 16)).isEqualTo(15);
        assertThat(StateFormat.covering(1.0001, 16)).isEqualTo(14);
        assertThat(StateFormat.covering(613, 18)).isEqualTo(7);
        assertThat(StateFormat.covering(0, 16)).isEqualTo(15);
        double[] oneOutlier = new double[10_000];
        for (int i = 0; i < oneOutlier.length; i++) {
            oneOutlier[i] = Math.sin(i);
        }
        oneOutlier[0] = 2.1;
        assertThat(StateFormat.leastSquares(oneOutlier, StateFormat.covering(2.1, 8), 8))
                .isEqualTo(6);
    }

    @Test
    void storiesOfATextBeginWithTheFirstTokenAndEndAtTheContext() {
        ModelShape shape = TinyModels.shape(16, 20, 1, 2, 2, 300, 12);
        Path model = TinyModels.huggingFace(folder, shape, 2);
        Tokenizer tokenizer = TokenizerLoader.forModel(model, null, shape).orElseThrow();

        CalibrationSet set = new CalibrationText(tokenizer, shape)
                .of(
                        "first story\n<|endoftext|>\nthe second is much longer than that\n<|endoftext|>\n\nthird",
                        "a.txt",
                        2);

        assertThat(set.description()).isEqualTo("2 stories of a.txt");
        assertThat(set.sequences()).hasSize(2).allMatch(tokens -> tokens[0] == 1 && tokens.length <= 12);
        assertThat(set.sequences().get(1)).hasSize(12);
    }

    @Test
    void aMissingOrEmptyTextIsRefusedWithARemedy() {
        ModelShape shape = TinyModels.shape(16, 20, 1, 2, 2, 300, 12);
        Path model = TinyModels.huggingFace(folder, shape, 2);
        CalibrationText text =
                new CalibrationText(TokenizerLoader.forModel(model, null, shape).orElseThrow(), shape);

        assertThatThrownBy(() -> text.read(folder.resolve("nowhere.txt"), 3))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("nowhere.txt")
                .hasMessageContaining("perhaps");
        assertThatThrownBy(() -> text.of("  \n", "empty.txt", 3))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("empty.txt");
    }

    @Test
    void aTextThatIsNotUtf8IsRefusedAndACharacterCutByTheLimitIsNot() throws IOException {
        ModelShape shape = TinyModels.shape(16, 20, 1, 2, 2, 300, 12);
        Path model = TinyModels.huggingFace(folder, shape, 2);
        CalibrationText text =
                new CalibrationText(TokenizerLoader.forModel(model, null, shape).orElseThrow(), shape);
        Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'c', 'a', 'f', (byte) 0xE9, '\n', 'a'});
        Path large = Files.writeString(folder.resolve("large.txt"), "a" + "é".repeat(2 << 20));

        assertThatThrownBy(() -> text.read(latin, 3))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("latin.txt is not UTF-8 (at byte 3)")
                .hasMessageContaining("perhaps");
        assertThat(text.read(large, 1).sequences()).hasSize(1);
    }

    private static Map<String, Float> tokenByToken(LanguageModel model) {
        Map<String, Float> largest = new HashMap<>();
        FloatTransformer transformer = new FloatTransformer(model);
        transformer.listen((layer, tensor, values) -> {
            for (float value : values) {
                largest.merge(layer + tensor, Math.abs(value), Math::max);
            }
        });
        for (int[] text : TEXTS) {
            for (int position = 0; position < text.length; position++) {
                transformer.forward(text[position], position);
            }
        }
        return largest;
    }

    private static float largest(ChannelRange range) {
        float largest = 0;
        for (int c = 0; c < range.width(); c++) {
            largest = Math.max(largest, range.maximum(c));
        }
        return largest;
    }
}
