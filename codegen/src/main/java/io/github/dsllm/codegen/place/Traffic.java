package io.github.dsllm.codegen.place;

import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Words that pass between parts, both directions together, as compressed lists of the partners of every part. */
public final class Traffic {
    /** More parts have no place anywhere. */
    private static final int MOST_PARTS = TileDistances.MOST_TILES;

    private static final long MOST_WORDS = 1L << 45;

    private final int[] first; // (parts + 1)
    private final int[] partner;
    private final long[] words;

    private Traffic(int[] first, int[] partner, long[] words) {
        this.first = first;
        this.partner = partner;
        this.words = words;
    }

    /**
     * @param words words from a part (row) to another (column), 0 or more, together at most 2^45; the diagonal does not count
     * @throws UserError if it is not that
     */
    public static Traffic of(long[][] words) {
        int parts = words.length;
        if (parts < 1 || parts > MOST_PARTS) {
            throw new UserError("there is traffic of " + parts + " parts; perhaps you should give 1 to " + MOST_PARTS);
        }
        long sum = 0;
        for (int from = 0; from < parts; from++) {
            if (words[from].length != parts) {
                throw new UserError("part " + from + " has traffic to " + words[from].length + " of " + parts
                        + " parts; perhaps you should give a square table");
            }
            for (int to = 0; to < parts; to++) {
                if (words[from][to] < 0) {
                    throw new UserError("part " + from + " sends " + words[from][to] + " words to part " + to
                            + "; perhaps you should give 0 or more");
                }
                sum = sum > MOST_WORDS || words[from][to] > MOST_WORDS ? MOST_WORDS + 1 : sum + words[from][to];
            }
        }
        if (sum > MOST_WORDS) {
            throw new UserError("the parts exchange more than 2^45 words; perhaps you should count in larger units");
        }
        return compressed(words);
    }

    /**
     * Words between pairs of parts; several for the same pair add up, the diagonal does not count. O(flows · log flows).
     *
     * @param parts number of parts
     * @param from part that sends, by flow
     * @param to part that receives, by flow
     * @param words words of each flow, 0 or more, together at most 2^45
     * @throws UserError if it is not that
     */
    public static Traffic of(int parts, int[] from, int[] to, long[] words) {
        if (parts < 1 || parts > MOST_PARTS) {
            throw new UserError("there is traffic of " + parts + " parts; perhaps you should give 1 to " + MOST_PARTS);
        }
        List<SortedMap<Integer, Long>> partners = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            partners.add(new TreeMap<>());
        }
        long sum = 0;
        for (int flow = 0; flow < words.length; flow++) {
            if (words[flow] < 0 || (sum += words[flow]) > MOST_WORDS) {
                throw new UserError("the words from part " + from[flow] + " to part " + to[flow] + " are " + words[flow]
                        + "; perhaps you should give 0 or more, and at most 2^45 in all");
            }
            if (from[flow] != to[flow] && words[flow] > 0) {
                partners.get(from[flow]).merge(to[flow], words[flow], Long::sum);
                partners.get(to[flow]).merge(from[flow], words[flow], Long::sum);
            }
        }
        int[] first = new int[parts + 1];
        for (int part = 0; part < parts; part++) {
            first[part + 1] = first[part] + partners.get(part).size();
        }
        return new Traffic(
                first,
                partners.stream()
                        .flatMapToInt(row -> row.keySet().stream().mapToInt(partner -> partner))
                        .toArray(),
                partners.stream()
                        .flatMapToLong(row -> row.values().stream().mapToLong(count -> count))
                        .toArray());
    }

    private static Traffic compressed(long[][] words) {
        int parts = words.length;
        int[] first = new int[parts + 1];
        int[] partner = new int[parts];
        long[] heavy = new long[parts];
        int count = 0;
        for (int part = 0; part < parts; part++) {
            for (int other = 0; other < parts; other++) {
                long both = words[part][other] + words[other][part];
                if (other != part && both > 0) {
                    if (count == partner.length) {
                        partner = Arrays.copyOf(partner, 2 * count);
                        heavy = Arrays.copyOf(heavy, 2 * count);
                    }
                    partner[count] = other;
                    heavy[count++] = both;
                }
            }
            first[part + 1] = count;
        }
        return new Traffic(first, Arrays.copyOf(partner, count), Arrays.copyOf(heavy, count));
    }

    public int parts() {
        return first.length - 1;
    }

    /** Where the partners of a part begin in {@link #partner()} (parts + 1); not to be changed. */
    int[] first() {
        return first;
    }

    int[] partner() {
        return partner;
    }

    /** Words with a partner, both directions together. */
    long[] words() {
        return words;
    }
}
