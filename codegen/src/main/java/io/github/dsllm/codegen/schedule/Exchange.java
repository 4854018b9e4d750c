package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.partition.Partition;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * The sends and arrivals of one tile. A send is held back until the next row group streams, so that it never waits for a settle. Every tile sends
 * something in every exchange and waits for all others, which is why no arrival overtakes a reader; a tile without a group of its own sends one of its
 * two presence groups in turn.
 */
final class Exchange {
    private final int tile;
    private final int tiles;
    private final Partition partition;
    private final StateMap states;
    private final ProgramWriter writer;
    private OptionalInt deferred = OptionalInt.empty();
    private int phase;

    Exchange(int tile, Partition partition, StateMap states, ProgramWriter writer) {
        this.tile = tile;
        this.tiles = partition.tiles();
        this.partition = partition;
        this.states = states;
        this.writer = writer;
    }

    /** Whether some tile has nothing to send in some exchange. */
    static boolean needsPresence(Partition partition) {
        for (int tile = 0; tile < partition.tiles(); tile++) {
            if (isIdleSomewhere(tile, partition)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIdleSomewhere(int tile, Partition partition) {
        return !partition.headGroups().contains(tile)
                || !partition.residualGroups().contains(tile)
                || !partition.hiddenGroups().contains(tile)
                || !partition.vocabularyGroups().contains(tile);
    }

    /** Tile 0 passes token and position on; every tile prepares what it sends where it has nothing else. */
    void announceToken(int token) {
        if (tiles == 1) {
            return;
        }
        if (tile == 0) {
            send(token, EnumSet.noneOf(Flag.class));
        }
        for (int parity = 0; parity < 2; parity++) {
            if (isNeeded(parity)) {
                Descriptor presence = new DescriptorBuilder(NodeFunction.PRODUCT)
                        .source(token)
                        .second(token)
                        .valid(1)
                        .bits(8)
                        .build();
                writer.add(presence, 0, presence(tile, parity), tag(Operators.PRESENCE));
            }
        }
    }

    /** The exchanges of a layer are attention, residual, hidden, residual: those of the residual are the odd ones. */
    private boolean isNeeded(int parity) {
        return parity == 1
                ? !partition.residualGroups().contains(tile)
                : !partition.headGroups().contains(tile)
                        || !partition.hiddenGroups().contains(tile)
                        || (tile != 0 && !partition.vocabularyGroups().contains(tile));
    }

    void defer(int group) {
        if (tiles > 1) {
            deferred = OptionalInt.of(group);
        }
    }

    void sendDeferred() {
        deferred.ifPresent(group -> send(group, EnumSet.noneOf(Flag.class)));
        deferred = OptionalInt.empty();
    }

    void sendDeferredToHost() {
        if (tile != 0) {
            deferred.ifPresent(group -> send(group, EnumSet.of(Flag.TO_HOST)));
        }
        deferred = OptionalInt.empty();
    }

    /** Ends an exchange: the last own group goes out, then all groups of other tiles are awaited. */
    void finish(List<Integer> owners, int base) {
        if (tiles == 1) {
            return;
        }
        sendDeferred();
        if (!owners.contains(tile)) {
            send(presence(tile, phase % 2), EnumSet.noneOf(Flag.class));
        }
        arrivals(owners, base);
        phase++;
    }

    /** The same towards tile 0 only. */
    void finishToHost(List<Integer> owners, int base) {
        if (tiles == 1) {
            return;
        }
        sendDeferredToHost();
        if (tile == 0) {
            arrivals(owners, base);
        } else if (!owners.contains(tile)) {
            send(presence(tile, phase % 2), EnumSet.of(Flag.TO_HOST));
        }
        phase++;
    }

    private void arrivals(List<Integer> owners, int base) {
        for (int block = 0; block < owners.size(); block++) {
            if (owners.get(block) != tile) {
                arrive(base + block);
            }
        }
        for (int other = 0; other < tiles; other++) {
            if (other != tile && !owners.contains(other)) {
                arrive(presence(other, phase % 2));
            }
        }
    }

    private int presence(int of, int parity) {
        return states.presence() + 2 * of + parity;
    }

    private void send(int group, EnumSet<Flag> flags) {
        writer.add(new DescriptorBuilder(NodeFunction.SEND).flags(flags).build(), 0, group, tag(Operators.SEND));
    }

    private void arrive(int group) {
        writer.add(new DescriptorBuilder(NodeFunction.ARRIVE).build(), 0, group, tag(Operators.ARRIVE));
    }

    private static OperatorTag tag(String operator) {
        return new OperatorTag(-1, operator, -1, 0, 0, 0);
    }
}
