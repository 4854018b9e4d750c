package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.isa.Region;
import io.github.dsllm.codegen.partition.Traffic;
import io.github.dsllm.codegen.partition.Traffic.Vector;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;

/**
 * The sends and arrivals of one tile: a group goes to the tiles that read it, and a tile waits for what it reads. A send is held back until the next row group
 * streams, so that it never waits for a settle.
 */
final class Exchange {
    private final int tile;
    private final int columns;
    private final Traffic traffic;
    private final ProgramWriter writer;
    private int deferredGroup;
    private SortedSet<Integer> deferredReaders = Collections.emptySortedSet();

    /**
     * @param tile the tile
     * @param columns columns of the mesh
     * @param traffic who reads what
     * @param writer program of the tile
     */
    Exchange(int tile, int columns, Traffic traffic, ProgramWriter writer) {
        this.tile = tile;
        this.columns = columns;
        this.traffic = traffic;
        this.writer = writer;
    }

    /** Tile 0 passes token and position on to all tiles with a program. */
    void announceToken(int token) {
        if (tile == 0) {
            send(token, traffic.working());
        }
    }

    /** The tile that holds the token's row gives the residual to its readers; those wait for it. */
    void shareEmbedding(int groups, int base) {
        Vector embedding = traffic.embedding();
        boolean isHolder = traffic.holders().contains(tile);
        boolean isOnlyHolder = isHolder && traffic.holders().size() == 1;
        for (int group = 0; group < groups && isHolder; group++) {
            SortedSet<Integer> readers = embedding.readersOf(group);
            if (!traffic.holders().containsAll(readers) || !isOnlyHolder) {
                for (Region region : RegionCover.of(readers, columns)) {
                    send(base + group, region, EnumSet.of(Flag.OWNER));
                }
            }
        }
        for (int group = 0; group < groups && !isOnlyHolder; group++) {
            if (embedding.isRead(group, tile)) {
                arrive(base + group, EnumSet.of(Flag.OWNER));
            }
        }
    }

    /** Holds a group back until the next stream. */
    void defer(Vector vector, int index, int base) {
        deferredGroup = base + index;
        deferredReaders = vector.readersOf(index);
    }

    void sendDeferred() {
        send(deferredGroup, deferredReaders);
        deferredReaders = Collections.emptySortedSet();
    }

    /** Ends an exchange: the last own group goes out, then the groups of other tiles that this one reads are awaited. */
    void finish(Vector vector, int base) {
        sendDeferred();
        for (int group = 0; group < vector.makers().size(); group++) {
            if (vector.makers().get(group) != tile && vector.isRead(group, tile)) {
                arrive(base + group, EnumSet.noneOf(Flag.class));
            }
        }
    }

    private void send(int group, SortedSet<Integer> readers) {
        RegionCover.around(tile, readers, columns).forEach(region -> send(group, region, EnumSet.noneOf(Flag.class)));
    }

    private void send(int group, Region region, Set<Flag> flags) {
        writer.add(
                new DescriptorBuilder(NodeFunction.SEND).flags(flags).build(),
                region.address(),
                group,
                tag(Operators.SEND));
    }

    private void arrive(int group, Set<Flag> flags) {
        writer.add(new DescriptorBuilder(NodeFunction.ARRIVE).flags(flags).build(), 0, group, tag(Operators.ARRIVE));
    }

    private static OperatorTag tag(String operator) {
        return new OperatorTag(-1, operator, -1, 0, 0, 0);
    }
}
