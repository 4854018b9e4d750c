package io.github.dsllm.codegen.tokenizer;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Byte-pair encoding: merges the cheapest pair of neighbours, the leftmost among equals, until no pair can be merged.
 *
 * <p>A queue of candidate pairs over a linked list: O(n log n) for n symbols, with the result of the quadratic search of llama2.c.
 */
final class PairMerging {
    /** What two neighbours become, and at which cost; cheaper merges come first. */
    record Merge(int token, double cost) {}

    /** Knows which neighbours merge. */
    @FunctionalInterface
    interface Rules {
        @Nullable
        Merge merge(int left, int right);
    }

    private record Candidate(int position, int left, int right, Merge merge) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            int byCost = Double.compare(merge.cost, other.merge.cost);
            return byCost != 0 ? byCost : Integer.compare(position, other.position);
        }
    }

    private static final int GONE = -1;

    private final Rules rules;
    private final int[] tokens;
    private final int[] next;
    private final int[] before;
    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>();

    private PairMerging(int[] symbols, Rules rules) {
        this.rules = rules;
        tokens = symbols.clone();
        next = new int[tokens.length];
        before = new int[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            next[i] = i + 1;
            before[i] = i - 1;
        }
        for (int i = 0; i < tokens.length; i++) {
            consider(i);
        }
    }

    /** The symbols after all merges. */
    static int[] merge(int[] symbols, Rules rules) {
        PairMerging merging = new PairMerging(symbols, rules);
        merging.run();
        return Arrays.stream(merging.tokens).filter(token -> token != GONE).toArray();
    }

    private void run() {
        for (Candidate best = candidates.poll(); best != null; best = candidates.poll()) {
            int right = next[best.position];
            boolean stale = tokens[best.position] != best.left || right >= tokens.length || tokens[right] != best.right;
            if (stale) {
                continue;
            }
            tokens[best.position] = best.merge.token;
            tokens[right] = GONE;
            next[best.position] = next[right];
            if (next[right] < tokens.length) {
                before[next[right]] = best.position;
            }
            if (before[best.position] >= 0) {
                consider(before[best.position]);
            }
            consider(best.position);
        }
    }

    private void consider(int position) {
        int right = next[position];
        if (right < tokens.length) {
            Merge merge = rules.merge(tokens[position], tokens[right]);
            if (merge != null) {
                candidates.add(new Candidate(position, tokens[position], tokens[right], merge));
            }
        }
    }
}
