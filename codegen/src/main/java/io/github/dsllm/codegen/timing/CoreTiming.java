package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.isa.Region;
import io.github.dsllm.codegen.timing.TileTiming.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All tiles and the mesh, for one position. A tile sleeps while nothing but its stream runs, so that time grows with what happens and not with tiles times cycles.
 */
final class CoreTiming {
    private static final long NEVER = Long.MAX_VALUE;

    /** A tile that sleeps until a cycle, unless something arrives before. */
    private record Sleeper(long cycle, int tile) implements Comparable<Sleeper> {
        @Override
        public int compareTo(Sleeper other) {
            return Long.compare(cycle, other.cycle);
        }
    }

    private final TileTiming[] tiles;
    private final NetworkTiming network;
    private final ExternalTiming external;
    private final long[] wakes;
    private final long[] lastSteps;
    private final PriorityQueue<Sleeper> sleepers = new PriorityQueue<>();
    private final BitSet awake = new BitSet();
    private final List<int[]> arrived = new ArrayList<>();
    private long cycle;
    private @Nullable Step step;

    CoreTiming(CoreParameters core, List<TimedProgram> programs) {
        network = new NetworkTiming(core);
        external = new ExternalTiming(core.tiles(), core.external());
        tiles = IntStream.range(0, core.tiles())
                .mapToObj(tile -> new TileTiming(core, programs.get(tile), tile == 0, departures(tile), reloads(tile)))
                .toArray(TileTiming[]::new);
        wakes = new long[tiles.length];
        lastSteps = new long[tiles.length];
        Arrays.fill(lastSteps, -1);
        wake();
    }

    private TileTiming.Departures departures(int tile) {
        return new TileTiming.Departures() {
            @Override
            public boolean maySend() {
                return network.maySend(tile);
            }

            @Override
            public void send(TimedOperation operation, int group) {
                network.send(
                        tile, group, Region.ofAddress(operation.instruction().address()));
            }
        };
    }

    private TileTiming.Reloads reloads(int tile) {
        return new TileTiming.Reloads() {
            @Override
            public boolean mayReload() {
                return external.mayReload(tile);
            }

            @Override
            public int incomplete() {
                return external.incomplete(tile);
            }

            @Override
            public void reload(int words) {
                external.reload(tile, words);
            }
        };
    }

    long cycles(Step given) {
        while (advance()) {
            next();
        }
        step = given;
        wake();
        long begin = cycle;
        while (!tiles[0].hasToken()) {
            if (!advance()) {
                throw new IllegalStateException("the programs wait for each other at position " + given.position());
            }
            next();
            if (tiles[0].hasStepped()) {
                begin = cycle - 1;
            }
        }
        return cycle - begin;
    }

    /** To the next cycle in which something happens; false if nothing will. */
    private boolean advance() {
        if (awake.isEmpty() && network.isQuiet()) {
            while (!sleepers.isEmpty() && isOutdated(sleepers.peek())) {
                sleepers.remove();
            }
            long next = Math.min(
                    external.nextEvent(cycle),
                    sleepers.isEmpty() ? NEVER : sleepers.peek().cycle());
            if (next == NEVER) {
                return false;
            }
            cycle = Math.max(cycle, next);
        }
        while (!sleepers.isEmpty() && sleepers.peek().cycle() <= cycle) {
            Sleeper first = sleepers.remove();
            if (!isOutdated(first)) {
                awake.set(first.tile());
            }
        }
        return true;
    }

    /** Whether the tile has been woken since. */
    private boolean isOutdated(Sleeper sleeper) {
        return wakes[sleeper.tile()] != sleeper.cycle();
    }

    private void wake() {
        Arrays.fill(wakes, cycle);
        awake.set(0, tiles.length);
    }

    /** Lets a tile sleep until a cycle behind this one. */
    private void sleep(int tile, long until) {
        wakes[tile] = until;
        awake.set(tile, until == cycle + 1);
        if (until > cycle + 1 && until != NEVER) {
            sleepers.add(new Sleeper(until, tile));
        }
    }

    private void next() {
        for (int tile = awake.nextSetBit(0); tile >= 0; tile = awake.nextSetBit(tile + 1)) {
            tiles[tile].skip(cycle - lastSteps[tile] - 1);
            tiles[tile].begin(cycle);
        }
        network.step(receiver);
        for (int tile = awake.nextSetBit(0); tile >= 0; tile = awake.nextSetBit(tile + 1)) {
            tiles[tile].step(cycle, step);
            lastSteps[tile] = cycle;
            sleep(tile, tiles[tile].quietUntil(cycle + 1));
        }
        for (int[] arrival : arrived) {
            tiles[arrival[0]].receive(arrival[1]);
            sleep(arrival[0], cycle + 1);
        }
        arrived.clear();
        external.step(cycle, tile -> sleep(tile, cycle + 1));
        cycle++;
    }

    private final NetworkTiming.Receiver receiver = new NetworkTiming.Receiver() {
        @Override
        public boolean mayReceive(int tile) {
            return tiles[tile].mayReceive();
        }

        @Override
        public void receive(int tile, int group) {
            arrived.add(new int[] {tile, group});
        }
    };
}
