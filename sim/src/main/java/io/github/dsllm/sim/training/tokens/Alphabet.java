package io.github.dsllm.sim.training.tokens;

import io.github.dsllm.codegen.tokenizer.BytePairVocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Chooses the characters that get a token of their own. */
final class Alphabet {
    private Alphabet() {}

    /**
     * The space, then characters by falling frequency (the smaller code point among equals) until the coverage is reached or {@code most} are found.
     *
     * @param most at least 1
     */
    static List<String> of(Words words, double coverage, int most) {
        Map<Integer, Long> counts = new HashMap<>();
        words.counts()
                .forEach((word, count) -> word.codePoints().forEach(c -> counts.merge(c, (long) count, Long::sum)));
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        List<Map.Entry<Integer, Long>> byFrequency = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
        List<String> alphabet = new ArrayList<>(List.of(String.valueOf(BytePairVocabulary.SPACE)));
        long covered = counts.getOrDefault((int) BytePairVocabulary.SPACE, 0L);
        for (Map.Entry<Integer, Long> character : byFrequency) {
            if (alphabet.size() == most || covered >= coverage * total) {
                break;
            }
            if (character.getKey() != BytePairVocabulary.SPACE) {
                alphabet.add(Character.toString(character.getKey()));
                covered += character.getValue();
            }
        }
        return alphabet;
    }
}
