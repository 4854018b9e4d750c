package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.codegen.reference.Generator;
import io.github.dsllm.codegen.reference.TokenChooser;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The token sequences from which ranges of states are learned.
 *
 * @param sequences each begins with the model's first token: the largest states occur there
 * @param description what the text is, in words that follow "calibrated on", such as "20 stories of stories.txt"
 */
public record CalibrationSet(List<int[]> sequences, String description) {
    private static final int SAMPLED_TOKENS = 128;
    private static final long SEED = 1;

    public CalibrationSet {
        sequences = sequences.stream()
                .filter(sequence -> sequence.length > 0)
                .map(int[]::clone)
                .toList();
        if (sequences.isEmpty()) {
            throw new UserError(
                    "The text (" + description + ") has no token; perhaps you should give a file with some text.");
        }
    }

    /**
     * Lets the float model write its own text, where the user gives none: seeded samples at temperature 1, each at most 128 tokens long.
     *
     * @param sequences how many texts
     */
    public static CalibrationSet sampled(LanguageModel model, int sequences) {
        Generator generator = new Generator(new FloatTransformer(model));
        TokenChooser chooser = TokenChooser.sampling(1, SEED);
        List<int[]> texts = new ArrayList<>();
        for (int i = 0; i < sequences; i++) {
            int[] prompt = {model.shape().bosToken()};
            int[] rest = generator.generate(prompt, SAMPLED_TOKENS - 1, chooser, token -> {});
            texts.add(IntStream.concat(IntStream.of(prompt), IntStream.of(rest)).toArray());
        }
        return new CalibrationSet(
                texts, sequences + " texts that the model wrote itself (temperature 1, seed " + SEED + ")");
    }

    public int tokens() {
        return sequences.stream().mapToInt(sequence -> sequence.length).sum();
    }
}
