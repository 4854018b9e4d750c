package io.github.dsllm.codegen.layout;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many row groups of each size to take so that they hold at least so many words, and as few more as can be. Exact: all counts of all sizes but the smallest are
 * tried, which takes n^(s − 1) steps for s sizes of n row groups; s is 3 at most.
 */
final class LeastWords {
    private final int[] sizes; // ascending
    private final int[] available;
    private final int[] counts;
    private int[] best;
    private long least = Long.MAX_VALUE;

    private LeastWords(SortedMap<Integer, Integer> rowGroups) {
        sizes = rowGroups.keySet().stream().mapToInt(Integer::intValue).toArray();
        available = rowGroups.values().stream().mapToInt(Integer::intValue).toArray();
        counts = new int[sizes.length];
        best = counts;
    }

    /**
     * Counts by size.
     *
     * @param words to be held; all together hold as many
     * @param rowGroups how many there are of each size
     */
    static SortedMap<Integer, Integer> covering(long words, SortedMap<Integer, Integer> rowGroups) {
        LeastWords search = new LeastWords(rowGroups);
        search.choose(search.sizes.length - 1, words, 0);
        SortedMap<Integer, Integer> result = new TreeMap<>();
        for (int i = 0; i < search.sizes.length; i++) {
            result.put(search.sizes[i], search.best[i]);
        }
        return result;
    }

    private void choose(int size, long missing, long taken) {
        if (taken >= least) {
            return;
        }
        if (missing <= 0) {
            Arrays.fill(counts, 0, size + 1, 0);
            best = counts.clone();
            least = taken;
        } else if (size >= 0) {
            int enough = (int) Math.min(available[size], (missing + sizes[size] - 1) / sizes[size]);
            for (int count = enough; count >= (size == 0 ? enough : 0); count--) {
                counts[size] = count;
                long words = (long) count * sizes[size];
                choose(size - 1, missing - words, taken + words);
            }
        }
    }
}
