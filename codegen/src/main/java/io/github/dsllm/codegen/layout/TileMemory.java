package io.github.dsllm.codegen.layout;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the row groups of one tile lie: those that stay one behind the other in coupling memory, then the window; the others, in the order of the program,
 * in the external memory of the tile.
 */
public final class TileMemory {
    /**
     * Address of a row group.
     *
     * @param couplingWord first coupling word; the window, for a row group that does not stay
     * @param scaleWord word of its m, sh (and a)
     * @param words coupling words, one per input
     */
    public record Place(int couplingWord, int scaleWord, int words) {}

    private final Map<RowGroup, Place> places = new LinkedHashMap<>();
    private final Map<RowGroup, Integer> external = new LinkedHashMap<>();
    private final Residents residents;
    private int residentWords;
    private int externalWords;

    /** Places row groups that all stay. */
    public TileMemory(List<RowGroup> groups, RowMap rows) {
        this(groups, rows, Residents.all());
    }

    /** Places the row groups. */
    public TileMemory(List<RowGroup> groups, RowMap rows, Residents residents) {
        this.residents = residents;
        this.residentWords =
                groups.stream().filter(residents::stays).mapToInt(rows::fanIn).reduce(0, Math::addExact);
        int couplingWord = 0;
        for (RowGroup group : groups) {
            int words = rows.fanIn(group);
            boolean stays = residents.stays(group);
            places.put(group, new Place(stays ? couplingWord : residentWords, places.size(), words));
            couplingWord += stays ? words : 0;
            if (residents.isExternal(group)) {
                external.put(group, externalWords);
                externalWords = Math.addExact(externalWords, words);
            }
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
        return Collections.unmodifiableMap(places);
    }

    /** First external word of the row groups that have one, in ascending order. */
    public Map<RowGroup, Integer> external() {
        return Collections.unmodifiableMap(external);
    }

    public int externalWord(RowGroup group) {
        Integer word = external.get(group);
        if (word == null) {
            throw new IllegalArgumentException(group + " is not in external memory");
        }
        return word;
    }

    public Residents residents() {
        return residents;
    }

    /** Coupling words that are used: residents and window. */
    public int couplingWords() {
        return Math.addExact(residentWords, residents.windowWords());
    }

    /** Coupling words that stay. */
    public int residentWords() {
        return residentWords;
    }

    public int externalWords() {
        return externalWords;
    }

    public int scaleWords() {
        return places.size();
    }
}
