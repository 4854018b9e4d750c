package io.github.dsllm.sim.training.tokens;

import io.github.dsllm.codegen.tokenizer.BytePairVocabulary;
import io.github.dsllm.codegen.tokenizer.BytePairVocabulary.Merge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Byte-pair learning as the definition says it: counts all pairs of all words anew for every merge. */
final class Oracle {
    private static final String CUT = "(?=▁)|(?<=\\d)|(?<!▁)(?=\\d)"
            + "|(?<=[\\p{L}\\p{M}])(?![\\p{L}\\p{M}])|(?<![\\p{L}\\p{M}▁])(?=[\\p{L}\\p{M}])";

    private final List<String> pieces;
    private final List<List<Integer>> words = new ArrayList<>();

    private final List<Merge> merges = new ArrayList<>();

    /** Learns until there are {@code vocabulary} tokens, or pairs run out. */
    Oracle(List<String> texts, List<String> characters, int vocabulary) {
        pieces = new ArrayList<>(new BytePairVocabulary(BytePairVocabulary.CONTROLS, characters, List.of()).pieces());
        for (String text : texts) {
            if (!text.isEmpty()) {
                add("▁" + text.replace(' ', '▁'));
            }
        }
        boolean more = true;
        while (more && pieces.size() < vocabulary) {
            more = learn();
        }
    }

    private void add(String marked) {
        for (String word : marked.split(CUT)) {
            words.add(new ArrayList<>(word.codePoints()
                    .mapToObj(c -> pieces.indexOf(Character.toString(c)))
                    .toList()));
        }
    }

    List<Merge> merges() {
        return merges;
    }

    /** The tokens of all texts one after another. */
    List<Integer> segmentation() {
        return words.stream().flatMap(List::stream).toList();
    }

    private boolean learn() {
        Map<String, Merge> byRank = new TreeMap<>();
        Map<Merge, Integer> counts = new HashMap<>();
        for (List<Integer> word : words) {
            for (int i = 0; i + 1 < word.size(); i++) {
                if (word.get(i) >= 0 && word.get(i + 1) >= 0) {
                    counts.merge(new Merge(word.get(i), word.get(i + 1)), 1, Integer::sum);
                }
            }
        }
        counts.forEach((merge, count) -> {
            if (count >= 2) {
                byRank.put(String.format("%09d %09d %09d", 999_999_999 - count, merge.left(), merge.right()), merge);
            }
        });
        if (byRank.isEmpty()) {
            return false;
        }
        Merge best = byRank.values().iterator().next();
        String piece = pieces.get(best.left()) + pieces.get(best.right());
        merges.add(best);
        pieces.add(piece);
        words.forEach(word -> replace(word, best, pieces.size() - 1));
        return true;
    }

    private static void replace(List<Integer> word, Merge merge, int token) {
        for (int i = 0; i + 1 < word.size(); i++) {
            if (word.get(i) == merge.left() && word.get(i + 1) == merge.right()) {
                word.set(i, token);
                word.remove(i + 1);
            }
        }
    }
}
