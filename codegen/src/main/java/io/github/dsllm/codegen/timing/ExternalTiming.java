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

    /** A request on its way; words that are still to come. */
    private static final class Request {
        private final int tile;
        private int words;
        private long due;

        Request(int tile, int words) {
            this.tile = tile;
            this.words = words;
        }
    }

    private final @Nullable External external;
    private final List<Deque<Request>> requests;
    private final int[] incomplete;
    private final BitSet waiting = new BitSet();
    private final BitSet batch = new BitSet();
    private final Deque<Request> port = new ArrayDeque<>();
    private final Deque<Request> served = new ArrayDeque<>();
    private final Deque<Request> incoming = new ArrayDeque<>();
    private @Nullable Request landing;
    private long credit;

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

    boolean isQuiet() {
        return incoming.isEmpty() && port.isEmpty() && served.isEmpty() && landing == null && waiting.isEmpty();
    }

    /**
     * The end of a cycle, after all tiles.
     *
     * @param completed told the tiles for which a reload is complete from the next cycle on
     */
    void step(long cycle, IntConsumer completed) {
        if (external == null || isQuiet()) {
            return;
        }
        land(completed);
        Request accepted = port.pollFirst();
        grant();
        serve(cycle, external);
        if (accepted != null) {
            accepted.due = cycle + external.latency();
            served.add(accepted);
        }
        while (!incoming.isEmpty()) {
            Request request = incoming.remove();
            requests.get(request.tile).add(request);
            waiting.set(request.tile);
            incomplete[request.tile]++;
        }
    }

    /** A word that has come is written. */
    private void land(IntConsumer completed) {
        Request request = landing;
        landing = null;
        if (request != null && request.words == 0) {
            incomplete[request.tile]--;
            completed.accept(request.tile);
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

    private void serve(long cycle, External memory) {
        Request request = served.peekFirst();
        if (request == null || cycle < request.due) {
            return;
        }
        credit += External.UNITS;
        if (credit >= memory.wordTime()) {
            credit -= memory.wordTime();
            request.words--;
            landing = request;
            if (request.words == 0) {
                served.remove();
                credit = 0;
            }
        }
    }
}
