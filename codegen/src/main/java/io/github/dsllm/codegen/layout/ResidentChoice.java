package io.github.dsllm.codegen.layout;

import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tries all ways to divide the row groups of a tile that could stream the fewest words: with the embedding among the residents or fetched, and for each size that
 * the largest streamed row group may have, because the window is two of them. Row groups have three sizes at most, so there are few.
 */
final class ResidentChoice {
    private record Found(Residents residents, long wordsPerPosition) {}

    private final List<RowGroup> groups;
    private final RowMap rows;
    private final boolean tied;
    private final long capacity;
    private final Set<RowGroup> embedding = new HashSet<>();
    private long least = Long.MAX_VALUE;

    ResidentChoice(List<RowGroup> groups, RowMap rows, boolean tied, long capacity) {
        this.groups = groups;
        this.rows = rows;
        this.tied = tied;
        this.capacity = capacity;
        groups.stream()
                .filter(group -> group.stage() == (tied ? Stage.HEAD : Stage.EMBEDDING))
                .forEach(embedding::add);
    }

    /** The least room with which there is a way. */
    long least() {
        find();
        return least;
    }

    /** @throws UserError naming the least room with which there is a way */
    Residents best(int tile) {
        Found best = find();
        if (best == null) {
            throw new UserError(
                    "tile " + tile + " needs " + least + " coupling words for what must stay and for a window "
                            + "of two row groups, the chip has " + capacity
                            + "; perhaps you should give it a coupling memory of that many words");
        }
        return best.residents();
    }

    private @Nullable Found find() {
        Found best = null;
        for (boolean fetches : embedding.isEmpty() ? new boolean[] {false} : new boolean[] {false, true}) {
            for (int largest : sizes(fetches)) {
                Found found = divide(fetches, largest);
                if (found != null && (best == null || found.wordsPerPosition() < best.wordsPerPosition())) {
                    best = found;
                }
            }
        }
        return best;
    }

    /** Sizes that the largest streamed row group may have; 0 if none but that of the embedding is fetched. */
    private Set<Integer> sizes(boolean fetches) {
        Set<Integer> sizes = new TreeSet<>(Set.of(0));
        groups.stream()
                .filter(group -> mayStream(group, fetches))
                .map(rows::fanIn)
                .forEach(sizes::add);
        return sizes;
    }

    /** Whether every position reads a row group in the same place of the program. */
    private boolean mayStream(RowGroup group, boolean fetches) {
        return group.stage() != Stage.EMBEDDING && (fetches || !embedding.contains(group));
    }

    private @Nullable Found divide(boolean fetches, int largest) {
        Map<Integer, List<RowGroup>> bySize = new TreeMap<>();
        groups.stream()
                .filter(group -> mayStream(group, fetches) && rows.fanIn(group) <= largest)
                .forEach(group -> bySize.computeIfAbsent(rows.fanIn(group), size -> new ArrayList<>())
                        .add(group));
        int row = fetches ? rows.fanIn(embedding.iterator().next()) : 0;
        long window = largest == 0 ? row : 2L * Math.max(largest, row);
        Set<RowGroup> streamed = new HashSet<>(fetches && !tied ? embedding : Set.of());
        long missing = words(groups) - words(streamed) + window - capacity;
        long movable = bySize.values().stream().mapToLong(this::words).sum();
        least = Math.min(least, capacity + missing - movable);
        if (missing > movable) {
            return null;
        }
        long words = row;
        for (Map.Entry<Integer, Integer> taken :
                LeastWords.covering(missing, counts(bySize)).entrySet()) {
            streamed.addAll(spread(bySize.getOrDefault(taken.getKey(), List.of()), taken.getValue()));
            words += (long) taken.getKey() * taken.getValue();
        }
        return new Found(new Residents(streamed, fetches ? embedding : Set.of(), Math.toIntExact(window)), words);
    }

    private static TreeMap<Integer, Integer> counts(Map<Integer, List<RowGroup>> bySize) {
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        bySize.forEach((size, of) -> counts.put(size, of.size()));
        return counts;
    }

    private long words(Iterable<RowGroup> some) {
        long words = 0;
        for (RowGroup group : some) {
            words += rows.fanIn(group);
        }
        return words;
    }

    /** So many of the row groups, evenly. */
    private static List<RowGroup> spread(List<RowGroup> groups, int count) {
        return IntStream.range(0, groups.size())
                .filter(i -> (long) (i + 1) * count / groups.size() > (long) i * count / groups.size())
                .mapToObj(groups::get)
                .toList();
    }
}
