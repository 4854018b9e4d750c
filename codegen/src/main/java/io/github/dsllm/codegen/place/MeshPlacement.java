package io.github.dsllm.codegen.place;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Parts on tiles. */
public final class MeshPlacement {
    private final int[] tileOf; // (parts)
    private final long cost;

    MeshPlacement(int[] tileOf, long cost) {
        this.tileOf = Arrays.copyOf(tileOf, tileOf.length);
        this.cost = cost;
    }

    /** Tile of every part. */
    public List<Integer> tiles() {
        return IntStream.of(tileOf).boxed().toList();
    }

    public int tileOf(int part) {
        return tileOf[part];
    }

    /** Words times distance over all pairs of parts. */
    public long cost() {
        return cost;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MeshPlacement placement
                && Arrays.equals(tileOf, placement.tileOf)
                && cost == placement.cost;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(tileOf);
    }

    @Override
    public String toString() {
        return "parts on tiles " + Arrays.toString(tileOf) + ", cost " + cost;
    }
}
