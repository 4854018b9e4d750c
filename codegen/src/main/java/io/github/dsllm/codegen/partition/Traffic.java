package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.partition.Block.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which tiles make and which tiles read the groups of every vector that a token carries through the chip. */
public final class Traffic {
    /**
     * One vector at one place of the model.
     *
     * @param makers tile that makes each group; empty for the embedding, which is made where the token's row is
     * @param readers tiles that read all groups
     * @param adders tile that adds to each group later on, empty where nobody does
     */
    public record Vector(List<Integer> makers, SortedSet<Integer> readers, List<Integer> adders) {
        public Vector {
            readers = Collections.unmodifiableSortedSet(new TreeSet<>(readers));
        }

        /** Tiles that need a group, its maker included if that reads it as well. */
        public SortedSet<Integer> readersOf(int group) {
            if (adders.isEmpty() || readers.contains(adders.get(group))) {
                return readers;
            }
            SortedSet<Integer> all = new TreeSet<>(readers);
            all.add(adders.get(group));
            return all;
        }

        public boolean isRead(int group, int tile) {
            return readers.contains(tile) || (!adders.isEmpty() && adders.get(group) == tile);
        }
    }

    private final Vector embedding;
    private final Vector positioned;
    private final Vector logits;
    private final SortedSet<Integer> holders;
    private final boolean isParallel;
    private final SortedSet<Integer> working = new TreeSet<>();
    private final List<Vector> attention = new ArrayList<>();
    private final List<Vector> betweenHalves = new ArrayList<>();
    private final List<Vector> hidden = new ArrayList<>();
    private final List<Vector> afterLayer = new ArrayList<>();

    /** @param shape of the model: learned positions and a parallel residual send the stream other ways */
    public Traffic(Partition partition, LayoutShape shape) {
        this.isParallel = shape.parallel();
        int layers = partition.layers().size();
        holders = new TreeSet<>(partition.vocabularyGroups());
        working.addAll(holders);
        working.add(0);
        for (int layer = 0; layer < layers; layer++) {
            SortedSet<Integer> residual = tiles(partition, Kind.RESIDUAL, layer);
            SortedSet<Integer> gated = tiles(partition, Kind.HIDDEN, layer);
            List<Integer> sums = partition.owners(Kind.RESIDUAL, layer);
            attention.add(new Vector(partition.owners(Kind.HEADS, layer), residual, List.of()));
            betweenHalves.add(new Vector(sums, isParallel ? new TreeSet<>() : gated, List.of()));
            hidden.add(new Vector(partition.owners(Kind.HIDDEN, layer), residual, List.of()));
            afterLayer.add(entering(partition, sums, layer + 1));
            working.addAll(tiles(partition, Kind.HEADS, layer));
            working.addAll(residual);
            working.addAll(gated);
        }
        Vector first = entering(partition, List.of(), 0);
        boolean hasPositions = shape.positions() > 0;
        List<Integer> adders = partition.owners(Kind.RESIDUAL, 0);
        embedding = hasPositions ? new Vector(List.of(), new TreeSet<>(), adders) : first;
        positioned = hasPositions
                ? new Vector(adders, first.readers(), List.of())
                : new Vector(List.of(), new TreeSet<>(), List.of());
        logits = new Vector(partition.vocabularyGroups(), Collections.unmodifiableSortedSet(only(0)), List.of());
    }

    /** The rows of the tokens: the residual stream as it enters layer 0, or as learned positions are added to it. */
    public Vector embedding() {
        return embedding;
    }

    /** The residual stream with learned positions as it enters layer 0; nothing without them. */
    public Vector positioned() {
        return positioned;
    }

    /** Weighted sums of values. */
    public Vector attention(int layer) {
        return attention.get(layer);
    }

    /** The residual stream after the attention of a layer. */
    public Vector betweenHalves(int layer) {
        return betweenHalves.get(layer);
    }

    /** Hidden states, gated. */
    public Vector hidden(int layer) {
        return hidden.get(layer);
    }

    /** The residual stream after a layer, as it enters the next one or the head. */
    public Vector afterLayer(int layer) {
        return afterLayer.get(layer);
    }

    public Vector logits() {
        return logits;
    }

    /** Tiles that hold rows of the embedding. */
    public SortedSet<Integer> holders() {
        return Collections.unmodifiableSortedSet(holders);
    }

    /** Tiles that have a block, and tile 0, which talks to the host: those that have a program. */
    public SortedSet<Integer> working() {
        return Collections.unmodifiableSortedSet(working);
    }

    private Vector entering(Partition partition, List<Integer> makers, int layer) {
        return layer < partition.layers().size()
                ? new Vector(makers, normalising(partition, layer), partition.owners(Kind.RESIDUAL, layer))
                : new Vector(makers, new TreeSet<>(partition.vocabularyGroups()), List.of());
    }

    /** Tiles that take the norm of the stream that enters a layer. */
    private SortedSet<Integer> normalising(Partition partition, int layer) {
        SortedSet<Integer> tiles = tiles(partition, Kind.HEADS, layer);
        if (isParallel) {
            tiles.addAll(tiles(partition, Kind.HIDDEN, layer));
        }
        return tiles;
    }

    private static SortedSet<Integer> tiles(Partition partition, Kind kind, int layer) {
        return new TreeSet<>(partition.owners(kind, layer));
    }

    private static SortedSet<Integer> only(int tile) {
        return new TreeSet<>(List.of(tile));
    }
}
