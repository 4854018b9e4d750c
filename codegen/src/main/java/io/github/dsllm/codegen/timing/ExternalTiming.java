package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.chip.CoreParameters.External;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The external port: the reload units of all tiles, the arbiter, and the memory as the test bench plays it (docs/core.md §6). */
final class ExternalTiming {
    /** Reloads that a tile may have under way. */
    static final int DEPTH = 4;

    /** On its way to the port. */
    private record Request(int tile, int words) {}

    /** A reload whose last word is on the port in a cycle. */
    private record Served(int tile, long cycle) {}

    private final @Nullable External external;
    private final List<Deque<Request>> requests;
    private final int[] incomplete;
    private final BitSet waiting = new BitSet();
    private final BitSet batch = new BitSet();
    private final Deque<Request> port = new ArrayDeque<>();
    private final Deque<Served> served = new ArrayDeque<>();
    private final Deque<Request> incoming = new ArrayDeque<>();
    private long busyUntil = -1;

    ExternalTiming(int tiles, @Nullable External external) {
        this.external = external;
        this.requests = Stream.<Deque<Request>>generate(ArrayDeque::new)
                .limit(external == null ? 0 : tiles)
                .toList();
        this.incomplete = new int[tiles];
    }

    /** Whether a tile can hand over another reload. */
    boolean mayReload(int tile) {
        return incomplete[tile] < DEPTH;
    }

    /** Reloads of a tile whose last word is not written yet. */
    int incomplete(int tile) {
        return incomplete[tile];
    }

    /** A tile hands over a reload in this cycle. */
    void reload(int tile, int words) {
        incoming.add(new Request(tile, words));
    }

    /** The first cycle from {@code cycle} on in which more happens than that words come, {@code Long.MAX_VALUE} if nothing will. */
    long nextEvent(long cycle) {
        if (!incoming.isEmpty() || !port.isEmpty() || !waiting.isEmpty()) {
            return cycle;
        }
        return served.isEmpty() ? Long.MAX_VALUE : served.element().cycle() + 1;
    }

    /**
     * The end of a cycle, after all tiles.
     *
     * @param completed told the tiles for which a reload is complete from the next cycle on
     */
    void step(long cycle, IntConsumer completed) {
        if (external == null || nextEvent(cycle) > cycle) {
            return;
        }
        land(cycle, completed);
        Request accepted = port.pollFirst();
        grant();
        if (accepted != null) {
            serve(accepted, cycle + external.latency(), external.wordTime());
        }
        while (!incoming.isEmpty()) {
            Request request = incoming.remove();
            requests.get(request.tile()).add(request);
            waiting.set(request.tile());
            incomplete[request.tile()]++;
        }
    }

    /** A last word that was on the port in the cycle before is written. */
    private void land(long cycle, IntConsumer completed) {
        if (!served.isEmpty() && served.element().cycle() < cycle) {
            int tile = served.remove().tile();
            incomplete[tile]--;
            completed.accept(tile);
        }
    }

    /** Every tile of a batch is served once, lowest first; those that wait then are the next batch. */
    private void grant() {
        if (batch.isEmpty()) {
            batch.or(waiting);
        }
        int tile = batch.nextSetBit(0);
        if (tile >= 0) {
            Deque<Request> queue = requests.get(tile);
            port.add(queue.remove());
            batch.clear(tile);
            waiting.set(tile, !queue.isEmpty());
        }
    }

    /** Begins when it may and the request before it is done; word i of it comes when the cycles since then hold i times the time of a word. */
    private void serve(Request request, long due, long wordTime) {
        long cycles = (request.words() * wordTime + External.UNITS - 1) / External.UNITS;
        busyUntil = Math.max(due, busyUntil + 1) + cycles - 1;
        served.add(new Served(request.tile(), busyUntil));
    }
}
