package io.github.dsllm.sim.training.tokens;

import io.github.dsllm.codegen.tokenizer.BytePairVocabulary.Merge;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Finds the most frequent pair of neighbouring tokens, again and again while pairs are merged. All distinct words lie in one linked list; every pair knows where it was
 * seen, and a queue holds pairs by a count that may be too high: counts of old pairs only fall, so the first whose count is true is the best.
 *
 * <p>O(n log n) for n characters in distinct words: a character changes its token O(log n) times on average. About 40 bytes per character.
 */
final class NeighbourPairs {
    /** A pair that is seen once saves nothing. */
    private static final int LEAST = 2;

    private static final int NONE = -1;

    private final int[] tokens; // per character of all words, NONE where it has become a part of the one before
    private final int[] next; // place of the next token of the word, or NONE
    private final int[] previous;
    private final int[] weights; // occurrences of the word
    private final Map<Merge, Pair> pairs = new HashMap<>();
    private final Set<Merge> fresh = new HashSet<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

    /** Where a pair was seen, ascending, some of them no longer; and how often it is there now. */
    private static final class Pair {
        private int[] places = new int[4];
        private int size;
        private long count;

        void add(int place, int weight) {
            places = size == places.length ? Arrays.copyOf(places, 2 * size) : places;
            places[size++] = place;
            count += weight;
        }
    }

    private record Candidate(Merge merge, long count) implements Comparable<Candidate> {
        /** Frequent ones first; among equals the smaller ids, that is, the older tokens. */
        @Override
        public int compareTo(Candidate other) {
            int byCount = Long.compare(other.count, count);
            int byLeft = Integer.compare(merge.left(), other.merge.left());
            int byRight = Integer.compare(merge.right(), other.merge.right());
            return byCount != 0 ? byCount : byLeft != 0 ? byLeft : byRight;
        }
    }

    /**
     * @param alphabet id of a code point, negative where it has none: such a character has no neighbours
     */
    NeighbourPairs(Words words, ToIntFunction<Integer> alphabet) {
        int size = words.counts().keySet().stream()
                .mapToInt(word -> word.codePointCount(0, word.length()))
                .reduce(0, Math::addExact);
        tokens = new int[size];
        next = new int[size];
        previous = new int[size];
        weights = new int[size];
        int place = 0;
        for (Map.Entry<String, Integer> word : words.counts().entrySet()) {
            place = lay(word.getKey(), word.getValue(), place, alphabet);
        }
        enqueueFresh();
    }

    private int lay(String word, int weight, int start, ToIntFunction<Integer> alphabet) {
        int[] characters = word.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            int place = start + i;
            tokens[place] = alphabet.applyAsInt(characters[i]);
            weights[place] = weight;
            next[place] = i + 1 < characters.length ? place + 1 : NONE;
            previous[place] = i > 0 ? place - 1 : NONE;
            if (i > 0) {
                seen(place - 1, place);
            }
        }
        return start + characters.length;
    }

    private void seen(int left, int right) {
        if (tokens[left] >= 0 && tokens[right] >= 0) {
            Merge merge = new Merge(tokens[left], tokens[right]);
            pairs.computeIfAbsent(merge, unseen -> new Pair()).add(left, weights[left]);
            fresh.add(merge);
        }
    }

    private void gone(int left, int right) {
        Pair pair = pairs.get(new Merge(tokens[left], tokens[right]));
        if (pair != null) {
            pair.count -= weights[left];
        }
    }

    private void enqueueFresh() {
        for (Merge merge : fresh) {
            enqueue(merge, Objects.requireNonNull(pairs.get(merge)).count);
        }
        fresh.clear();
    }

    private void enqueue(Merge merge, long count) {
        if (count >= LEAST) {
            queue.add(new Candidate(merge, count));
        } else {
            pairs.remove(merge);
        }
    }

    /** Takes the most frequent pair out; it must be merged before the next is asked for. Empty if no pair is there at least twice. */
    Optional<Merge> next() {
        for (Candidate best = queue.poll(); best != null; best = queue.poll()) {
            long count = Objects.requireNonNull(pairs.get(best.merge)).count;
            if (count == best.count) {
                return Optional.of(best.merge);
            }
            enqueue(best.merge, count);
        }
        return Optional.empty();
    }

    /** Merges a pair wherever it is, from left to right, into a token that was not there before. */
    void merge(Merge merge, int token) {
        Pair pair = Objects.requireNonNull(pairs.remove(merge));
        for (int i = 0; i < pair.size; i++) {
            int left = pair.places[i];
            int right = next[left];
            boolean there = tokens[left] == merge.left() && right != NONE && tokens[right] == merge.right();
            if (there) {
                merge(left, right, token);
            }
        }
        enqueueFresh();
    }

    private void merge(int left, int right, int token) {
        int before = previous[left];
        int after = next[right];
        if (before != NONE) {
            gone(before, left);
        }
        if (after != NONE) {
            gone(right, after);
        }
        tokens[left] = token;
        tokens[right] = NONE;
        next[left] = after;
        if (before != NONE) {
            seen(before, left);
        }
        if (after != NONE) {
            previous[after] = left;
            seen(left, after);
        }
    }
}
