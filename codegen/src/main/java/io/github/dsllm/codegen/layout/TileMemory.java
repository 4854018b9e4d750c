package io.github.dsllm.codegen.layout;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the row groups of one tile lie: first coupling word and scale word of each, in the order in which they were placed. */
public final class TileMemory {
    /**
     * Address of a row group.
     *
     * @param couplingWord first coupling word
     * @param scaleWord word of its m, sh (and a)
     * @param words coupling words, one per input
     */
    public record Place(int couplingWord, int scaleWord, int words) {}

    private final Map<RowGroup, Place> places = new LinkedHashMap<>();
    private int couplingWords;

    /** Places the row groups one behind the other. */
    public TileMemory(List<RowGroup> groups, RowMap rows) {
        for (RowGroup group : groups) {
            int words = rows.fanIn(group);
            places.put(group, new Place(couplingWords, places.size(), words));
            couplingWords = Math.addExact(couplingWords, words);
        }
    }

    public Place place(RowGroup group) {
        Place place = places.get(group);
        if (place == null) {
            throw new IllegalArgumentException(group + " is not in this tile");
        }
        return place;
    }

    public Map<RowGroup, Place> places() {
        return java.util.Collections.unmodifiableMap(places);
    }

    public int couplingWords() {
        return couplingWords;
    }

    public int scaleWords() {
        return places.size();
    }
}
