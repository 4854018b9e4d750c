package io.github.dsllm.sim.training.tokens;

import io.github.dsllm.codegen.tokenizer.BytePairVocabulary;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The distinct words of texts and how often each is there. Whether a text is cut between two characters depends on these two alone: before every space, on both
 * sides of a digit, and between a letter and what is none, but never behind a space. So no piece that is learned within words can hold a cut, and whole texts
 * are encoded as their words are.
 */
final class Words {
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /** Counts the words of texts, each with a space in front, as the tokenizer will see it. */
    static Words of(List<String> texts) {
        Words words = new Words();
        texts.forEach(words::add);
        return words;
    }

    /** Occurrences by word in order of first appearance. */
    Map<String, Integer> counts() {
        return Collections.unmodifiableMap(counts);
    }

    private void add(String text) {
        if (text.isEmpty()) {
            return;
        }
        String marked = BytePairVocabulary.SPACE + text.replace(' ', BytePairVocabulary.SPACE);
        int start = 0;
        int before = marked.codePointAt(0);
        for (int i = Character.charCount(before); i < marked.length(); ) {
            int character = marked.codePointAt(i);
            if (cut(before, character)) {
                counts.merge(marked.substring(start, i), 1, Math::addExact);
                start = i;
            }
            before = character;
            i += Character.charCount(character);
        }
        counts.merge(marked.substring(start), 1, Math::addExact);
    }

    static boolean cut(int before, int after) {
        if (after == BytePairVocabulary.SPACE) {
            return true;
        }
        return before != BytePairVocabulary.SPACE
                && (Character.isDigit(before) || Character.isDigit(after) || inWord(before) != inWord(after));
    }

    /** Letters and the marks that combine with them. */
    private static boolean inWord(int character) {
        return Character.isLetter(character)
                || switch (Character.getType(character)) {
                    case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
                    default -> false;
                };
    }
}
