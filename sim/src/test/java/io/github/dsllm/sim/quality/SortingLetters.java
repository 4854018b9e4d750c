package io.github.dsllm.sim.quality;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.MinGpt;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.NextTokens;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.Quantiser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The reference GPT-2 that sorts six letters, and what it is asked. */
public final class SortingLetters {
    private static final int LETTERS = 6;

    private SortingLetters() {}

    public static LanguageModel model() {
        return MinGpt.read(Shared.file("models/gpt-nano-sort/gpt-nano-sort-model.json"))
                .model();
    }

    /** The model in integers, calibrated on 64 inputs with their answers. */
    public static Quantisation quantised(LanguageModel model, Numerics numerics) {
        List<int[]> texts = new ArrayList<>();
        for (int[] input : inputs(64, 1)) {
            int[] sorted = input.clone();
            Arrays.sort(sorted);
            int[] text = Arrays.copyOf(input, 2 * LETTERS - 1);
            System.arraycopy(sorted, 0, text, LETTERS, LETTERS - 1);
            texts.add(text);
        }
        return new Quantiser(numerics).quantise(model, new CalibrationSet(texts, "letters and the same in order"));
    }

    /** Random letters. */
    public static List<int[]> inputs(int count, long seed) {
        Random random = new Random(seed);
        List<int[]> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            inputs.add(random.ints(LETTERS, 0, 3).toArray());
        }
        return inputs;
    }

    /** How many inputs come out in order, the likeliest letter taken each time. */
    static int sorted(NextTokens model, List<int[]> inputs) {
        int right = 0;
        for (int[] input : inputs) {
            int[] expected = input.clone();
            Arrays.sort(expected);
            right += Arrays.equals(answer(model, input), expected) ? 1 : 0;
        }
        return right;
    }

    private static int[] answer(NextTokens model, int[] input) {
        int[] answer = new int[LETTERS];
        for (int position = 0; position < 2 * LETTERS - 1; position++) {
            float[] logits = model.logits(position < LETTERS ? input[position] : answer[position - LETTERS], position);
            if (position >= LETTERS - 1) {
                answer[position - LETTERS + 1] = largest(logits);
            }
        }
        return answer;
    }

    private static int largest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }
}
