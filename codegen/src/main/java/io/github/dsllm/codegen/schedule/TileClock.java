package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One tile while {@link ExchangeCheck} runs it: what each value depends on, and which sends it feeds. A clock holds, per tile, how many of its sends are
 * known to have left.
 */
final class TileClock {
    private static final int NEVER = Integer.MAX_VALUE;

    /** An executed instruction: the clock of its result, the instructions whose results it used, the first send that it feeds. */
    private static final class Event {
        private final int pc;
        private final int[] known;
        private final List<Event> sources = new ArrayList<>();
        private int firstSend = NEVER;

        Event(int pc, int[] known) {
            this.pc = pc;
            this.known = known;
        }
    }

    /** An arrival that overwrote what an earlier instruction had to do with. */
    private record Overwriting(Event earlier, int group, int knownSends) {}

    private final int tile;
    private final TileImage image;
    private final List<Event> events = new ArrayList<>();
    private final Map<Integer, Event> makers = new HashMap<>();
    private final Map<Integer, List<Event>> users = new HashMap<>();
    private final Map<Integer, Deque<int[]>> arrived = new HashMap<>();
    private final Map<Long, List<Event>> stored = new HashMap<>();
    private final List<int[]> embeddings = new ArrayList<>();
    private final List<Overwriting> overwritings = new ArrayList<>();
    private @Nullable Event scores;
    private int[] barrier;
    private int[] lastSend;
    private int sends;
    private int position;
    private int pc;

    TileClock(int tile, int tiles, TileImage image) {
        this.tile = tile;
        this.image = image;
        this.barrier = new int[tiles];
        this.lastSend = new int[tiles];
    }

    int tile() {
        return tile;
    }

    int position() {
        return position;
    }

    int pc() {
        return pc;
    }

    Instruction instruction() {
        return image.program().get(pc);
    }

    Descriptor descriptor() {
        return image.descriptorOf(instruction());
    }

    void advance() {
        pc++;
        if (pc == image.program().size()) {
            pc = 0;
            position++;
        }
    }

    void compute(Footprint footprint, Instruction instruction, Descriptor descriptor) {
        List<Event> sources = new ArrayList<>();
        for (int group : footprint.reads()) {
            addMaker(sources, group);
        }
        NodeFunction function = descriptor.function();
        if (function == NodeFunction.SCORES || function == NodeFunction.ATTEND) {
            sources.addAll(stored.getOrDefault(instruction.address(), List.of()));
        }
        if (function == NodeFunction.ATTEND && scores != null) {
            sources.add(scores);
        }
        if (function == NodeFunction.TOKEN && !events.isEmpty()) {
            sources.add(events.get(events.size() - 1));
        }
        Event event = event(sources);
        for (int group : footprint.reads()) {
            users.computeIfAbsent(group, key -> new ArrayList<>()).add(event);
        }
        for (int group : footprint.writes()) {
            makers.put(group, event);
            users.computeIfAbsent(group, key -> new ArrayList<>()).add(event);
        }
        if (function == NodeFunction.SCORES) {
            scores = event;
        }
        if (function == NodeFunction.KEY || function == NodeFunction.VALUE) {
            stored.computeIfAbsent(instruction.address(), key -> new ArrayList<>())
                    .add(event);
        }
    }

    /** The clock of the group that leaves. */
    int[] send(int group) {
        List<Event> sources = new ArrayList<>();
        addMaker(sources, group);
        Event event = event(sources);
        maximum(event.known, lastSend);
        event.firstSend = sends;
        sends++;
        event.known[tile] = sends;
        lastSend = event.known;
        users.computeIfAbsent(group, key -> new ArrayList<>()).add(event);
        return event.known;
    }

    void accept(int group, int[] known) {
        arrived.computeIfAbsent(group, key -> new ArrayDeque<>()).add(known);
    }

    /** Takes an arrival if it is there. */
    boolean arrive(int group) {
        Deque<int[]> waiting = arrived.get(group);
        if (waiting == null || waiting.isEmpty()) {
            return false;
        }
        int[] known = waiting.remove();
        overwritten(List.of(group), known);
        cleared(List.of(group), known);
        return true;
    }

    void reachEmbedding(boolean holder) {
        if (embeddings.size() == position) {
            int[] known = barrier.clone();
            maximum(known, lastSend);
            if (holder) {
                sends++;
                known[tile] = sends;
                lastSend = known;
            }
            embeddings.add(known);
        }
    }

    boolean hasReachedEmbedding(int atPosition) {
        return embeddings.size() > atPosition;
    }

    int[] embedding(int atPosition) {
        return embeddings.get(atPosition);
    }

    void embedded(List<Integer> groups, int[] certain) {
        cleared(groups, certain);
    }

    /** Notes that an arrival with this clock overwrites groups. */
    void overwritten(List<Integer> groups, int[] known) {
        for (int group : groups) {
            for (Event earlier : users.getOrDefault(group, List.of())) {
                overwritings.add(new Overwriting(earlier, group, known[tile]));
            }
        }
    }

    /** Follows the data back from the sends and compares with what the arrivals knew. */
    void check(List<String> problems) {
        for (int i = events.size() - 1; i >= 0; i--) {
            Event event = events.get(i);
            for (Event source : event.sources) {
                source.firstSend = Math.min(source.firstSend, event.firstSend);
            }
        }
        Set<String> reported = new HashSet<>();
        for (Overwriting overwriting : overwritings) {
            Event earlier = overwriting.earlier();
            if (earlier.firstSend == NEVER || overwriting.knownSends() <= earlier.firstSend) {
                String problem = ScheduleVerifier.place(tile, earlier.pc, image) + " may still need group "
                        + overwriting.group() + " when the next arrival overwrites it";
                if (reported.add(problem)) {
                    problems.add(problem);
                }
            }
        }
    }

    static int[] minimum(int[] a, int[] b) {
        int[] result = new int[a.length];
        Arrays.setAll(result, i -> Math.min(a[i], b[i]));
        return result;
    }

    private void cleared(List<Integer> groups, int[] known) {
        int[] after = barrier.clone();
        maximum(after, known);
        barrier = after;
        Event event = new Event(pc, after);
        event.firstSend = sends;
        events.add(event);
        for (int group : groups) {
            makers.remove(group);
            users.put(group, new ArrayList<>(List.of(event)));
        }
    }

    private Event event(List<Event> sources) {
        int[] known = barrier.clone();
        for (Event source : sources) {
            maximum(known, source.known);
        }
        Event event = new Event(pc, known);
        event.sources.addAll(sources);
        events.add(event);
        return event;
    }

    private void addMaker(List<Event> sources, int group) {
        Event maker = makers.get(group);
        if (maker != null) {
            sources.add(maker);
        }
    }

    private static void maximum(int[] into, int[] other) {
        for (int i = 0; i < into.length; i++) {
            into[i] = Math.max(into[i], other[i]);
        }
    }
}
