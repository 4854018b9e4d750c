package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.isa.Region;
import org.jspecify.annotations.Nullable;

/**
 * One router: two flits of buffer per link, a flit leaves when it has left on every output that it needs, outputs are shared round robin (docs/core.md
 * §2).
 */
final class RouterTiming {
    static final int LOCAL = 0;
    static final int NORTH = 1;
    static final int SOUTH = 2;
    static final int WEST = 3;
    static final int EAST = 4;
    static final int PORTS = 5;
    private static final int BUFFER = 2;

    /** A word of a group on its way to the tiles of a region. */
    record Flit(int source, int group, Region region) {}

    private final int row;
    private final int column;
    private final Flit[][] buffers = new Flit[PORTS][BUFFER];
    private final int[] counts = new int[PORTS];
    private final int[] sent = new int[PORTS];
    private final int[] lastGranted = new int[PORTS];
    private final int[] granted = new int[PORTS];
    private boolean isLocalGone;

    RouterTiming(int row, int column) {
        this.row = row;
        this.column = column;
    }

    boolean hasRoom(int port) {
        return counts[port] < BUFFER;
    }

    /** Whether a flit waits in a buffer. */
    boolean holdsFlits() {
        for (int count : counts) {
            if (count > 0) {
                return true;
            }
        }
        return false;
    }

    void put(int port, Flit flit) {
        buffers[port][counts[port]++] = flit;
    }

    /** The flit that wants to leave on an output in this cycle, with the input that was chosen for it; null if none wants to. */
    @Nullable
    Flit offer(int output, @Nullable Flit local) {
        granted[output] = -1;
        int first = -1;
        for (int input = 0; input < PORTS; input++) {
            Flit flit = head(input, local);
            if (flit != null && (sent[input] >> output & 1) == 0 && needs(input, output, flit)) {
                if (input > lastGranted[output]) {
                    granted[output] = input;
                    return flit;
                }
                if (first < 0) {
                    first = input;
                }
            }
        }
        granted[output] = first;
        return first < 0 ? null : head(first, local);
    }

    /** The offered flit has left on the output. */
    void leaves(int output) {
        lastGranted[output] = granted[output];
        sent[granted[output]] |= 1 << output;
    }

    /**
     * The end of the cycle: flits that have left everywhere make room.
     *
     * @return how many left the buffers
     */
    int update(@Nullable Flit local) {
        int gone = 0;
        isLocalGone = false;
        for (int input = 0; input < PORTS; input++) {
            Flit flit = head(input, local);
            if (flit == null || !isGone(input, flit)) {
                continue;
            }
            sent[input] = 0;
            if (input == LOCAL) {
                isLocalGone = true;
            } else {
                buffers[input][0] = buffers[input][1];
                counts[input]--;
                gone++;
            }
        }
        return gone;
    }

    /** Whether the word of the tile itself has left everywhere in this cycle. */
    boolean isLocalGone() {
        return isLocalGone;
    }

    private boolean isGone(int input, Flit flit) {
        for (int output = 0; output < PORTS; output++) {
            if ((sent[input] >> output & 1) == 0 && needs(input, output, flit)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Flit head(int input, @Nullable Flit local) {
        return input == LOCAL ? local : counts[input] == 0 ? null : buffers[input][0];
    }

    /** Along the row first, from there into the columns; never back. */
    private boolean needs(int input, int output, Flit flit) {
        Region region = flit.region();
        boolean isHorizontal = input == LOCAL || input == WEST || input == EAST;
        boolean isColumn = !isHorizontal || region.hasColumn(column);
        return switch (output) {
            case WEST -> isHorizontal && input != WEST && region.firstColumn() < column;
            case EAST -> isHorizontal && input != EAST && region.lastColumn() > column;
            case NORTH -> isColumn && input != NORTH && region.firstRow() < row;
            case SOUTH -> isColumn && input != SOUTH && region.lastRow() > row;
            default -> input != LOCAL && isColumn && region.hasRow(row);
        };
    }
}
