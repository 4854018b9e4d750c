package io.github.dsllm.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.MinGpt;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every inner value of a trained GPT-2 (three layers) on three texts, against those that its makers recorded. */
@Tag("reference")
class GptNanoReferenceTest {
    private static final double TOLERANCE = 1e-5;
    private static final Map<String, String> NAMES = names();

    private final LanguageModel model = MinGpt.read(Shared.file("models/gpt-nano-sort/gpt-nano-sort-model.json"))
            .model();
    private final MinGpt golden = MinGpt.read(Shared.file("models/gpt-nano-sort/gpt-nano-sort-t0-partials.json"));
    private final Map<String, Double> largest = new TreeMap<>();

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        names.put("0 res", "x");
        names.put("0 xn1", "ln1");
        names.put("0 q", "q");
        names.put("0 k", "k");
        names.put("0 v", "v");
        names.put("0 scores", "att");
        names.put("0 weights", "attSm");
        names.put("0 att", "y");
        names.put("0 wo", "yProj");
        names.put("0 res1", "attnResid");
        names.put("0 xn2", "ln2");
        names.put("0 h1", "fc");
        names.put("0 silu", "gelu");
        names.put("0 w2", "mlp");
        names.put("1 res", "block0");
        names.put("2 res", "block1");
        names.put("3 res", "block2");
        names.put("3 xnf", "ln_f");
        names.put("3 logit", "lm_head");
        return names;
    }

    @Test
    void everyInnerValueIsWhatItsMakersRecorded() {
        compareAll(model);

        assertThat(largest.keySet())
                .containsAll(NAMES.values())
                .contains("tok_emb", "pos_emb", "probs", "mlpResid", "qkv");
        assertThat(largest)
                .allSatisfy((name, error) -> assertThat(error).as(name).isLessThan(TOLERANCE));
    }

    @Test
    void anotherLayerNormIsSeen() {
        float[] gain = model.layers().get(0).attentionNorm().row(0);
        gain[5] += 1e-3f;

        assertThatThrownBy(() -> {
                    compare("ln1", 0, 0, scaledByGain(gain));
                    assertThat(largest.get("ln1")).isLessThan(TOLERANCE);
                })
                .isInstanceOf(AssertionError.class);
    }

    private float[] scaledByGain(float[] gain) {
        float[] shift = model.layers()
                .get(0)
                .other(Anatomy.ATTENTION_SHIFT)
                .orElseThrow()
                .row(0);
        float[] old = model.layers().get(0).attentionNorm().row(0);
        float[] values = Arrays.copyOf(golden.values("ln1"), gain.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - shift[i]) / old[i] * gain[i] + shift[i];
        }
        return values;
    }

    private void compareAll(LanguageModel gpt) {
        float[] tokens = golden.values("idx");
        int length = gpt.shape().context();
        for (int text = 0; text < tokens.length / length; text++) {
            FloatTransformer transformer = new FloatTransformer(gpt);
            for (int position = 0; position < length; position++) {
                int token = (int) tokens[text * length + position];
                transformer.listen(new Comparison(text, position));
                float[] logits = transformer.forward(token, position).clone();
                Attention.softmax(logits, logits.length);
                compare("probs", text, position, logits);
                compare("tok_emb", text, position, gpt.embedding().row(token));
                compare(
                        "pos_emb",
                        0,
                        position,
                        gpt.other(Anatomy.POSITIONS).orElseThrow().row(position));
            }
        }
    }

    private final class Comparison implements ActivationListener {
        private final int text;
        private final int position;
        private final float[] joined;

        Comparison(int text, int position) {
            this.text = text;
            this.position = position;
            this.joined = new float[3 * model.shape().dim()];
        }

        @Override
        public boolean wantsScores() {
            return true;
        }

        @Override
        public void activation(int layer, String tensor, float[] values) {
            String name = NAMES.get(layer + " " + tensor);
            if (name != null) {
                compare(name, text, position, values);
            }
            if (layer == 1 && tensor.equals("res")) {
                compare("mlpResid", text, position, values);
            }
            int part = "qkv".indexOf(tensor);
            if (layer == 0 && tensor.length() == 1 && part >= 0) {
                System.arraycopy(values, 0, joined, part * values.length, values.length);
                if (part == 2) {
                    compare("qkv", text, position, joined);
                }
            }
        }
    }

    /** Values of a position: (texts, positions, width), or (texts, heads, positions, width per head), of which the first may count. */
    private void compare(String name, int text, int position, float[] values) {
        float[] all = golden.values(name);
        int[] extents = golden.extents(name);
        int heads = extents.length == 4 ? extents[1] : 1;
        int positions = extents[extents.length - 2];
        int width = extents[extents.length - 1];
        int own = values.length / heads;
        for (int head = 0; head < heads; head++) {
            for (int i = 0; i < own; i++) {
                float expected = all[((text * heads + head) * positions + position) * width + i];
                largest.merge(name, (double) Math.abs(values[head * own + i] - expected), Math::max);
            }
        }
    }
}
