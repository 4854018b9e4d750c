package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.sim.golden.Digest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns the lines of {@link IcarusBench} into what a listener is told, and refuses undefined bits. */
final class TraceLines {
    private final CoreParameters core;
    private final StoryRequest request;
    private final CoreListener listener;
    private final List<Tile> tiles;
    private final SortedMap<Long, List<Long>> wanted = new TreeMap<>();
    private final StringBuilder unknown = new StringBuilder();
    private long begun;
    private long cycles;
    private long cycle;

    TraceLines(CoreParameters core, List<Integer> programLengths, StoryRequest request, CoreListener listener) {
        this.core = core;
        this.request = request;
        this.listener = listener;
        this.tiles = programLengths.stream().map(Tile::new).toList();
    }

    /** One tile at one position. */
    private static final class Tile {
        private long[] digests;
        private long[] lastCycles;
        private long[] saturations;
        private int position;
        private boolean started;

        Tile(int instructions) {
            digests = new long[instructions];
            lastCycles = new long[instructions];
            saturations = new long[instructions];
        }

        void begin(int at) {
            position = at;
            started = true;
            digests = new long[digests.length];
            Arrays.fill(digests, Digest.EMPTY);
            lastCycles = new long[digests.length];
            saturations = new long[digests.length];
        }
    }

    void accept(String[] words) {
        switch (words[0]) {
            case "begin" -> begun = Long.parseLong(words[1]);
            case "done" -> cycles = Long.parseLong(words[1]) - begun + 1;
            case "offered" -> listener.offered(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "token", "sample", "step", "scores", "weights", "sums", "write" -> event(words);
            default -> unknown.append(String.join(" ", words)).append('\n');
        }
    }

    private void event(String[] words) {
        Tile tile = tiles.get(Integer.parseInt(words[1]));
        cycle = Long.parseLong(words[2]);
        int pc = Integer.parseInt(words[3]);
        CoreParameters.Widths widths = core.widths();
        switch (words[0]) {
            case "token" -> {
                flush(tile);
                tile.begin(Integer.parseInt(words[5]));
                values(tile, pc, Long.parseLong(words[4]), Long.parseLong(words[5]));
            }
            case "sample" -> {
                values(tile, pc, Long.parseLong(words[4]));
                listener.done(tile.position, Integer.parseInt(words[4]), cycles, begun);
            }
            case "step" -> values(tile, pc, items(words, widths.accumulator(), true));
            case "scores" -> values(tile, pc, items(words, widths.score(), true));
            case "weights" -> values(tile, pc, items(words, core.numerics().weightFraction() + 2, false));
            case "sums" -> values(tile, pc, items(words, widths.weightSum(), false));
            default -> {
                values(tile, pc, items(words, widths.stateWord(), true));
                tile.saturations[pc] += Long.parseLong(words[6]);
            }
        }
    }

    private void values(Tile tile, int pc, long... values) {
        StoryRequest.Values dump = request.values();
        int index = tiles.indexOf(tile);
        boolean isWanted = dump != null && dump.position() == tile.position && dump.includes(index, pc);
        for (long value : values) {
            tile.digests[pc] = Digest.fold(tile.digests[pc], value);
            if (isWanted) {
                wanted.computeIfAbsent((long) index << Integer.SIZE | pc, place -> new ArrayList<>())
                        .add(value);
            }
        }
        tile.lastCycles[pc] = cycle;
    }

    private static long[] items(String[] words, int bits, boolean signed) {
        int count = Integer.parseInt(words[4]);
        int digits = Math.min(words[5].length(), (count * bits + 3) / 4);
        String counted = words[5].substring(words[5].length() - digits);
        if (!counted.matches("[0-9a-f]*")) {
            throw new SimulationFailure("undefined bits in the trace: " + String.join(" ", words));
        }
        BigInteger data = new BigInteger("0" + counted, 16);
        long[] items = new long[count];
        for (int i = 0; i < count; i++) {
            long raw = data.shiftRight(i * bits).longValue() << (Long.SIZE - bits);
            items[i] = signed ? raw >> (Long.SIZE - bits) : raw >>> (Long.SIZE - bits);
        }
        return items;
    }

    private void flush(Tile tile) {
        if (tile.started) {
            tile.started = false;
            listener.executed(new ExecutedProgram(
                    tiles.indexOf(tile), tile.position, tile.digests, tile.lastCycles, tile.saturations));
        }
    }

    void finish() {
        tiles.forEach(this::flush);
        wanted.forEach((place, values) -> listener.values(
                (int) (place >> Integer.SIZE),
                place.intValue(),
                values.stream().mapToLong(Long::longValue).toArray()));
    }

    boolean hasPassed(int position) {
        return tiles.stream().allMatch(tile -> tile.started && tile.position > position);
    }

    long cycle() {
        return cycle;
    }

    String unknownLines() {
        return unknown.toString();
    }
}
