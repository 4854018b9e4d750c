package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.schedule.Clocks.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One tile while {@link ExchangeCheck} runs it: what each value depends on, and which sends it feeds. A clock holds, per tile, how many of its sends are
 * known to have left, and behind the tiles how many of the sends that only the owner of the token has.
 */
final class TileClock {
    private static final int NEVER = Integer.MAX_VALUE;

    /**
     * An executed instruction: the clock of its result, the instructions whose results it used, the first send that it feeds, and if it is executed by the
     * owner of the token only, the first of the owner's sends behind it.
     */
    private static final class Event {
        private final int pc;
        private final Clock known;
        private final List<Event> sources;
        private final int firstShare;
        private int firstSend = NEVER;

        Event(int pc, Clock known, List<Event> sources, int firstShare) {
            this.pc = pc;
            this.known = known;
            this.sources = sources;
            this.firstShare = firstShare;
        }

        boolean isOwners() {
            return firstShare != NEVER;
        }
    }

    /** An arrival that overwrote what an earlier instruction had to do with. */
    private record Overwriting(Event earlier, int group, int knownSends, int knownShares) {}

    private final int tile;
    private final int owner;
    private final TileImage image;
    private final Clocks clocks;
    private final boolean isHolder;
    private final int sharesPerPosition;
    private final List<Event> events = new ArrayList<>();
    private final Map<Integer, Event> makers = new HashMap<>();
    private final Map<Integer, List<Event>> users = new HashMap<>();
    private final Map<Integer, Deque<Clock>> arrived = new HashMap<>();
    private final Map<Long, List<Clock>> shared = new HashMap<>();
    private final Map<Long, List<Event>> stored = new HashMap<>();
    private final List<Overwriting> overwritings = new ArrayList<>();
    private @Nullable Event scores;
    private Clock barrier;
    private Clock lastSend;
    private int sends;
    private int shares;
    private int position;
    private int pc;

    TileClock(int tile, int tiles, TileImage image, Clocks clocks) {
        this.tile = tile;
        this.owner = tiles;
        this.image = image;
        this.clocks = clocks;
        this.barrier = clocks.zero();
        this.lastSend = clocks.zero();
        this.isHolder = count(NodeFunction.EMBED, false) > 0;
        this.sharesPerPosition = count(NodeFunction.SEND, true);
        this.position = image.program().isEmpty() ? NEVER : 0;
    }

    private int count(NodeFunction function, boolean isOwners) {
        return (int) image.program().stream()
                .map(image::descriptorOf)
                .filter(descriptor -> descriptor.function() == function && descriptor.has(Flag.OWNER) == isOwners)
                .count();
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

    /** Whether the tile holds rows of the embedding. */
    boolean isHolder() {
        return isHolder;
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
            shares = 0;
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
        Event event = event(sources, function == NodeFunction.EMBED ? nextShare() : NEVER);
        for (int group : footprint.reads()) {
            use(group, event);
        }
        for (int group : footprint.writes()) {
            makers.put(group, event);
            use(group, event);
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
    Clock send(int group) {
        List<Event> sources = new ArrayList<>();
        addMaker(sources, group);
        Clock known = clocks.join(knownBy(sources), lastSend);
        Event event = new Event(pc, clocks.with(known, tile, sends + 1), sources, NEVER);
        events.add(event);
        event.firstSend = sends++;
        lastSend = event.known;
        use(group, event);
        return event.known;
    }

    /** The clock of a group of the embedding, if it is this tile that sends it; what goes to nobody may be anything. */
    Clock share(int group, boolean isReceived) {
        Event event = new Event(pc, clocks.join(barrier, lastSend), List.of(), nextShare());
        events.add(event);
        shares++;
        if (isReceived) {
            use(group, event);
        }
        return clocks.with(event.known, owner, nextShare());
    }

    /** Number of the owner's next send. */
    private int nextShare() {
        return position * sharesPerPosition + shares;
    }

    void accept(int group, Clock known) {
        arrived.computeIfAbsent(group, key -> new ArrayDeque<>()).add(known);
    }

    void acceptShared(int group, int atPosition, Clock known) {
        shared.computeIfAbsent((long) atPosition << Integer.SIZE | group, key -> new ArrayList<>())
                .add(known);
    }

    /** Takes an arrival if it is there. */
    boolean arrive(int group) {
        Deque<Clock> waiting = arrived.get(group);
        if (waiting == null || waiting.isEmpty()) {
            return false;
        }
        Clock known = waiting.remove();
        overwritten(group, known, false);
        barrier = clocks.join(barrier, known);
        cleared(group, List.of());
        return true;
    }

    /** Takes a group of the embedding, which comes from one of the holders or, if this tile is one, is here already; waits for all that may send it. */
    boolean arriveShared(int group, int holders) {
        List<Clock> waiting = shared.getOrDefault((long) position << Integer.SIZE | group, List.of());
        if (waiting.size() < holders - (isHolder ? 1 : 0)) {
            return false;
        }
        Clock certain = waiting.isEmpty() ? barrier : waiting.get(0);
        for (Clock known : waiting) {
            certain = clocks.meet(certain, known);
        }
        if (!waiting.isEmpty()) {
            overwritten(group, certain, true);
        }
        int known = clocks.get(certain, owner);
        if (isHolder) {
            known = Math.min(known, nextShare());
        } else {
            barrier = clocks.join(barrier, certain);
        }
        barrier = clocks.with(barrier, owner, Math.max(known, clocks.get(barrier, owner)));
        List<Event> ofOwner = users.getOrDefault(group, List.of()).stream()
                .filter(this::isOfThisPosition)
                .toList();
        cleared(group, ofOwner);
        return true;
    }

    /** Whether an event happens at this position, and only if this tile owns the token. */
    private boolean isOfThisPosition(Event event) {
        return event.isOwners() && event.firstShare >= position * sharesPerPosition;
    }

    /** Notes that an arrival with this clock overwrites a group; if the owner sends it, what only the owner does is not done here. */
    private void overwritten(int group, Clock known, boolean isFromOwner) {
        int knownSends = clocks.get(known, tile);
        int knownShares = clocks.get(known, owner);
        for (Event earlier : users.getOrDefault(group, List.of())) {
            if (!isFromOwner || !isOfThisPosition(earlier)) {
                overwritings.add(new Overwriting(earlier, group, knownSends, knownShares));
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
            if (!isSafe(overwriting)) {
                String problem = ScheduleVerifier.place(tile, overwriting.earlier().pc, image)
                        + " may still need group " + overwriting.group() + " when the next arrival overwrites it";
                if (reported.add(problem)) {
                    problems.add(problem);
                }
            }
        }
    }

    private static boolean isSafe(Overwriting overwriting) {
        Event earlier = overwriting.earlier();
        boolean isSent = earlier.firstSend != NEVER && overwriting.knownSends() > earlier.firstSend;
        return isSent || (earlier.isOwners() && overwriting.knownShares() > earlier.firstShare);
    }

    private void cleared(int group, List<Event> others) {
        Event event = event(List.of(), NEVER);
        event.firstSend = sends;
        if (others.isEmpty()) {
            makers.remove(group);
        }
        users.put(group, new ArrayList<>(others));
        use(group, event);
    }

    private Event event(List<Event> sources, int firstShare) {
        Event event = new Event(pc, knownBy(sources), sources, firstShare);
        events.add(event);
        return event;
    }

    private Clock knownBy(List<Event> sources) {
        Clock known = barrier;
        for (Event source : sources) {
            known = clocks.join(known, source.known);
        }
        return known;
    }

    private void use(int group, Event event) {
        users.computeIfAbsent(group, key -> new ArrayList<>(2)).add(event);
    }

    private void addMaker(List<Event> sources, int group) {
        Event maker = makers.get(group);
        if (maker != null) {
            sources.add(maker);
        }
    }
}
