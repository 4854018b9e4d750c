package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether sends and arrivals of all tiles match one to one, and whether no arrival can overtake a reader of what it overwrites. Runs two positions of
 * all tiles with vector clocks over each tile's sends (Mattern 1989): an instruction knows the sends on which its operands depend; a read is safe from an
 * arrival if that was sent knowing a send which the read feeds.
 */
final class ExchangeCheck {
    private static final int POSITIONS = 2;

    private final ChipImage image;
    private final int tiles;
    private final List<String> problems;
    private final List<TileClock> clocks = new ArrayList<>();
    private final Map<Integer, Integer> senders = new TreeMap<>();
    private final List<Integer> embeddingHolders = new ArrayList<>();

    ExchangeCheck(ChipImage image, List<String> problems) {
        this.image = image;
        this.tiles = image.tiles().size();
        this.problems = problems;
        for (int tile = 0; tile < tiles; tile++) {
            clocks.add(new TileClock(tile, tiles, image.tiles().get(tile)));
        }
    }

    void check() {
        match();
        if (problems.isEmpty()) {
            run();
        }
        if (problems.isEmpty()) {
            clocks.forEach(clock -> clock.check(problems));
        }
    }

    private void match() {
        List<Map<Integer, Integer>> sent = new ArrayList<>();
        List<Map<Integer, Integer>> awaited = new ArrayList<>();
        for (int tile = 0; tile < tiles; tile++) {
            sent.add(new TreeMap<>());
            awaited.add(new TreeMap<>());
        }
        for (int tile = 0; tile < tiles; tile++) {
            TileImage memory = image.tiles().get(tile);
            for (int pc = 0; pc < memory.program().size(); pc++) {
                Instruction instruction = memory.program().get(pc);
                Descriptor descriptor = memory.descriptorOf(instruction);
                int group = instruction.group();
                switch (descriptor.function()) {
                    case SEND -> {
                        for (int receiver : receivers(tile, descriptor)) {
                            sent.get(receiver).merge(group, 1, Integer::sum);
                        }
                        Integer other = senders.putIfAbsent(group, tile);
                        if (other != null && other != tile) {
                            problems.add(ScheduleVerifier.place(tile, pc, memory) + " sends group " + group
                                    + ", which tile " + other + " also sends");
                        }
                    }
                    case ARRIVE -> awaited.get(tile).merge(group, 1, Integer::sum);
                    case TOKEN -> {
                        if (tile != 0) {
                            awaited.get(tile).merge(group, 1, Integer::sum);
                        }
                    }
                    case EMBED -> {
                        if (descriptor.has(Flag.SHARED) != tiles > 1) {
                            problems.add(ScheduleVerifier.place(tile, pc, memory)
                                    + (tiles > 1 ? " does not share" : " shares")
                                    + " its groups on a chip of " + tiles + " tiles");
                        }
                        if (descriptor.second() > 0) {
                            embeddingHolders.add(tile);
                        }
                    }
                    default -> {}
                }
            }
        }
        for (int tile = 0; tile < tiles; tile++) {
            compare(tile, sent.get(tile), awaited.get(tile));
        }
    }

    private void compare(int tile, Map<Integer, Integer> sent, Map<Integer, Integer> awaited) {
        Map<Integer, Integer> all = new TreeMap<>(sent);
        awaited.forEach(all::putIfAbsent);
        for (int group : all.keySet()) {
            int arrivals = sent.getOrDefault(group, 0);
            int waits = awaited.getOrDefault(group, 0);
            if (arrivals != waits) {
                problems.add("tile " + tile + " waits " + waits + " times for group " + group + ", which is sent to it "
                        + arrivals + " times per position");
            }
        }
    }

    private List<Integer> receivers(int tile, Descriptor descriptor) {
        List<Integer> receivers = new ArrayList<>();
        for (int other = 0; other < (descriptor.has(Flag.TO_HOST) ? 1 : tiles); other++) {
            if (other != tile) {
                receivers.add(other);
            }
        }
        return receivers;
    }

    private void run() {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (TileClock clock : clocks) {
                while (clock.position() < POSITIONS && step(clock)) {
                    progress = true;
                }
            }
        }
        for (TileClock clock : clocks) {
            if (clock.position() < POSITIONS) {
                problems.add(ScheduleVerifier.place(
                                clock.tile(), clock.pc(), image.tiles().get(clock.tile())) + " waits for ever");
            }
        }
    }

    /** Executes one instruction, or says that it must wait. */
    private boolean step(TileClock clock) {
        Instruction instruction = clock.instruction();
        Descriptor descriptor = clock.descriptor();
        Footprint footprint =
                Footprint.of(instruction, descriptor, clock.tile(), image.core().lanes());
        NodeFunction function = descriptor.function();
        if (function == NodeFunction.EMBED && tiles > 1) {
            return embed(clock, footprint);
        }
        if (function == NodeFunction.SEND) {
            int[] known = clock.send(instruction.group());
            for (int receiver : receivers(clock.tile(), descriptor)) {
                clocks.get(receiver).accept(instruction.group(), known);
            }
            clock.advance();
            return true;
        }
        if (!footprint.arrivals().isEmpty()) {
            if (!clock.arrive(instruction.group())) {
                return false;
            }
            clock.advance();
            return true;
        }
        clock.compute(footprint, instruction, descriptor);
        clock.advance();
        return true;
    }

    /** Who holds the token is not known: what a tile learns by waiting is what it would learn from every possible holder. */
    private boolean embed(TileClock clock, Footprint footprint) {
        clock.reachEmbedding(embeddingHolders.contains(clock.tile()));
        for (int holder : embeddingHolders) {
            if (!clocks.get(holder).hasReachedEmbedding(clock.position())) {
                return false;
            }
        }
        int[] certain = null;
        for (int holder : embeddingHolders) {
            int[] known = clocks.get(holder).embedding(clock.position());
            if (holder != clock.tile()) {
                clock.overwritten(footprint.arrivals(), known);
            }
            certain = certain == null ? known.clone() : TileClock.minimum(certain, known);
        }
        if (certain == null) {
            return false;
        }
        clock.embedded(footprint.arrivals(), certain);
        clock.advance();
        return true;
    }
}
