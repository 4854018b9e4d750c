package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.isa.Region;
import io.github.dsllm.codegen.timing.RouterTiming.Flit;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The mesh: for every tile a router, a unit that sends a group word by word, and one that puts arriving groups together. Tiles where nothing moves cost nothing. */
final class NetworkTiming {
    /** What the tiles do with a group that has arrived. */
    interface Receiver {
        /** Whether the tile can write a group in this cycle. */
        boolean mayReceive(int tile);

        void receive(int tile, int group);
    }

    private static final int NOTHING = -1;
    private static final int[] OPPOSITE = {
        RouterTiming.LOCAL, RouterTiming.SOUTH, RouterTiming.NORTH, RouterTiming.EAST, RouterTiming.WEST
    };

    private final int columns;
    private final int words;
    private final RouterTiming[] routers;
    private final @Nullable LinkTiming[][] links; // between chips: (tiles, ports), null for all others
    private final @Nullable Flit[] registered;
    private final @Nullable Flit[] held;
    private final int[] wordsLeft;
    private final boolean[] maySend;
    private final int[] complete;
    private final int[][] received;
    private final Flit[][] leaving;
    private final BitSet busy = new BitSet();
    private final BitSet reached = new BitSet();
    private int moving;

    NetworkTiming(CoreParameters core) {
        columns = core.tileColumns();
        int tiles = core.tiles();
        words = core.lanes() / core.linkWords();
        routers = new RouterTiming[tiles];
        Arrays.setAll(routers, tile -> new RouterTiming(tile / columns, tile % columns));
        links = new LinkTiming[tiles][RouterTiming.PORTS];
        for (int tile = 0; tile < tiles; tile++) {
            for (int output = RouterTiming.NORTH; output < RouterTiming.PORTS; output++) {
                links[tile][output] = link(core, tile, output);
            }
        }
        registered = new Flit[tiles];
        held = new Flit[tiles];
        wordsLeft = new int[tiles];
        maySend = new boolean[tiles];
        Arrays.fill(maySend, true);
        complete = new int[tiles];
        Arrays.fill(complete, NOTHING);
        received = new int[tiles][tiles];
        leaving = new Flit[tiles][RouterTiming.PORTS];
    }

    private @Nullable LinkTiming link(CoreParameters core, int tile, int output) {
        int neighbour = neighbour(tile, output);
        boolean isEdge = neighbour < 0
                || neighbour >= core.tiles()
                || (output == RouterTiming.WEST && tile % columns == 0)
                || (output == RouterTiming.EAST && neighbour % columns == 0);
        int cycles = isEdge ? 1 : core.linkCycles(tile, neighbour);
        return cycles == 1 ? null : new LinkTiming(cycles);
    }

    /** Whether nothing is on its way. */
    boolean isQuiet() {
        return moving == 0;
    }

    /** Whether a slot of this cycle may send. */
    boolean maySend(int tile) {
        return maySend[tile];
    }

    /** A slot of this cycle sends a group. */
    void send(int tile, int group, Region region) {
        registered[tile] = new Flit(tile, group, region);
        busy.set(tile);
        moving++;
    }

    /** The words of one cycle, before the tiles take it. */
    void step(Receiver receiver) {
        if (moving == 0) {
            return;
        }
        for (int tile = first(); tile >= 0; tile = after(tile)) {
            deliver(tile, receiver);
        }
        for (int tile = first(); tile >= 0; tile = after(tile)) {
            leave(tile);
        }
        for (int tile = first(); tile >= 0; tile = after(tile)) {
            moving -= routers[tile].update(held[tile]);
            depart(tile, routers[tile].isLocalGone());
        }
        for (int tile = first(); tile >= 0; tile = after(tile)) {
            enter(tile);
            busy.set(tile, isBusy(tile));
        }
        busy.or(reached);
        reached.clear();
    }

    private int first() {
        return busy.nextSetBit(0);
    }

    private int after(int tile) {
        return busy.nextSetBit(tile + 1);
    }

    private boolean isBusy(int tile) {
        return complete[tile] != NOTHING
                || held[tile] != null
                || registered[tile] != null
                || routers[tile].holdsFlits()
                || !areLinksEmpty(tile);
    }

    private boolean areLinksEmpty(int tile) {
        for (LinkTiming link : links[tile]) {
            if (link != null && !link.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private void deliver(int tile, Receiver receiver) {
        if (complete[tile] != NOTHING && receiver.mayReceive(tile)) {
            receiver.receive(tile, complete[tile]);
            complete[tile] = NOTHING;
            moving--;
        }
    }

    /** Chooses what leaves on each output, by the room of the cycle's beginning. */
    private void leave(int tile) {
        for (int output = 0; output < RouterTiming.PORTS; output++) {
            Flit flit = routers[tile].offer(output, held[tile]);
            boolean isReady = flit != null && hasRoom(tile, output, flit);
            leaving[tile][output] = isReady ? flit : null;
            if (isReady) {
                routers[tile].leaves(output);
            }
            LinkTiming link = links[tile][output];
            if (link != null) {
                link.choose(hasRoomBehind(tile, output));
            }
        }
    }

    private boolean hasRoom(int tile, int output, Flit flit) {
        if (output != RouterTiming.LOCAL) {
            LinkTiming link = links[tile][output];
            return link == null ? hasRoomBehind(tile, output) : link.isEmpty();
        }
        return complete[tile] == NOTHING || received[tile][flit.source()] < words - 1;
    }

    private boolean hasRoomBehind(int tile, int output) {
        return routers[neighbour(tile, output)].hasRoom(OPPOSITE[output]);
    }

    private void depart(int tile, boolean isWordGone) {
        boolean isFree = held[tile] == null;
        if (isWordGone) {
            wordsLeft[tile]--;
            if (wordsLeft[tile] == 0) {
                held[tile] = null;
                isFree = true;
                moving--;
            }
        }
        maySend[tile] = isFree && registered[tile] == null;
        if (isFree && registered[tile] != null) {
            held[tile] = registered[tile];
            registered[tile] = null;
            wordsLeft[tile] = words;
        }
    }

    private void enter(int tile) {
        for (int output = 0; output < RouterTiming.PORTS; output++) {
            LinkTiming link = links[tile][output];
            Flit arrived = link == null ? null : link.step();
            if (arrived != null) {
                putBehind(tile, output, arrived);
            }
            Flit flit = leaving[tile][output];
            if (flit == null) {
                continue;
            }
            if (output == RouterTiming.LOCAL) {
                assemble(tile, flit);
                continue;
            }
            moving++;
            if (link == null) {
                putBehind(tile, output, flit);
            } else {
                link.put(flit);
            }
        }
    }

    private void putBehind(int tile, int output, Flit flit) {
        int neighbour = neighbour(tile, output);
        routers[neighbour].put(OPPOSITE[output], flit);
        reached.set(neighbour);
    }

    private void assemble(int tile, Flit flit) {
        received[tile][flit.source()]++;
        if (received[tile][flit.source()] == words) {
            received[tile][flit.source()] = 0;
            complete[tile] = flit.group();
            moving++;
        }
    }

    private int neighbour(int tile, int output) {
        return switch (output) {
            case RouterTiming.NORTH -> tile - columns;
            case RouterTiming.SOUTH -> tile + columns;
            case RouterTiming.WEST -> tile - 1;
            default -> tile + 1;
        };
    }
}
