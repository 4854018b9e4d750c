package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/**
 * The rules of RELOAD (docs/isa.md §8): who reads a word that is ever reloaded reads what one RELOAD brought, and waits for it; no RELOAD overwrites words that are
 * still to be read, by the running stream or later; what is brought is read, and each external word once.
 */
final class ReloadCheck {
    /** A RELOAD whose words are in the window. */
    private static final class Brought {
        private final int pc;
        private final int number;
        private final Instruction instruction;
        private final Descriptor descriptor;
        private boolean isRead;

        Brought(int pc, int number, Instruction instruction, Descriptor descriptor) {
            this.pc = pc;
            this.number = number;
            this.instruction = instruction;
            this.descriptor = descriptor;
        }

        int end() {
            return instruction.couplingWord() + descriptor.count();
        }
    }

    private final int tile;
    private final TileImage image;
    private final List<String> problems;
    private final BitSet window = new BitSet();
    private final BitSet streaming = new BitSet();
    private final BitSet externalRead = new BitSet();
    private final TreeMap<Integer, Brought> brought = new TreeMap<>();
    private final List<Brought> all = new ArrayList<>();

    private ReloadCheck(int tile, TileImage image, List<String> problems) {
        this.tile = tile;
        this.image = image;
        this.problems = problems;
    }

    static void check(int tile, TileImage image, List<String> problems) {
        ReloadCheck check = new ReloadCheck(tile, image, problems);
        check.findWindow();
        for (int pc = 0; pc < image.program().size(); pc++) {
            Instruction instruction = image.program().get(pc);
            if (instruction.descriptor() < image.descriptors().size()) {
                check.follow(pc, instruction, image.descriptorOf(instruction));
            }
        }
        for (Brought reload : check.all) {
            if (!reload.isRead) {
                check.problem(reload.pc, "brings words that nobody reads");
            }
        }
    }

    private void findWindow() {
        for (Instruction instruction : image.program()) {
            if (instruction.descriptor() < image.descriptors().size()) {
                Descriptor descriptor = image.descriptorOf(instruction);
                if (descriptor.function() == NodeFunction.RELOAD) {
                    window.set(instruction.couplingWord(), instruction.couplingWord() + descriptor.count());
                }
            }
        }
    }

    private void follow(int pc, Instruction instruction, Descriptor descriptor) {
        switch (descriptor.function()) {
            case RELOAD -> reload(new Brought(pc, all.size(), instruction, descriptor));
            case LINEAR -> {
                streaming.clear();
                read(pc, instruction, descriptor, descriptor.count());
            }
            // only the owner of the token streams it, so what streamed before may do so still
            case EMBED ->
                read(
                        pc,
                        instruction,
                        descriptor,
                        descriptor.has(Flag.LOADED) ? descriptor.count() : descriptor.second() * descriptor.count());
            case SCORES, ATTEND, TOKEN -> streaming.clear();
            default -> {}
        }
    }

    private void reload(Brought reload) {
        int from = reload.instruction.couplingWord();
        if (isAny(streaming, from, reload.descriptor.count())) {
            problem(reload.pc, "overwrites words that the stream before it may still be reading");
        }
        for (Brought other : List.copyOf(brought.values())) {
            if (from < other.end() && reload.end() > other.instruction.couplingWord()) {
                if (!other.isRead) {
                    problem(reload.pc, "overwrites what pc " + other.pc + " brought and nobody has read");
                }
                brought.remove(other.instruction.couplingWord());
            }
        }
        brought.put(from, reload);
        all.add(reload);
    }

    private void read(int pc, Instruction instruction, Descriptor descriptor, int words) {
        int from = instruction.couplingWord();
        streaming.set(from, from + words);
        if (!descriptor.has(Flag.LOADED)) {
            if (isAny(window, from, words)) {
                problem(pc, "reads word " + window.nextSetBit(from) + ", which is reloaded, without waiting for it");
            }
            return;
        }
        Brought source = brought.get(from);
        if (source == null || source.descriptor.count() != words) {
            problem(pc, "reads words " + from + " … " + (from + words - 1) + ", which no RELOAD brought as a whole");
            return;
        }
        if (descriptor.shift2() < 0 || all.size() - source.number <= descriptor.shift2()) {
            problem(pc, "does not wait for the RELOAD at pc " + source.pc + " whose words it reads");
        }
        if (descriptor.function() == NodeFunction.EMBED) {
            embedding(pc, descriptor, source.descriptor);
        } else {
            linear(pc, source);
        }
        source.isRead = true;
    }

    private void embedding(int pc, Descriptor embed, Descriptor reload) {
        if (!reload.has(Flag.OWNER) || reload.source() != embed.source() || reload.second() != embed.second()) {
            problem(pc, "embeds a row of other groups than were reloaded");
        }
    }

    private void linear(int pc, Brought source) {
        if (source.descriptor.has(Flag.OWNER)) {
            problem(pc, "reads words that only the owner of the token reloads");
            return;
        }
        int from = source.instruction.externalWord();
        if (isAny(externalRead, from, source.descriptor.count())) {
            problem(
                    pc,
                    "reads external word " + externalRead.nextSetBit(from) + ", which another instruction has read");
        }
        externalRead.set(from, from + source.descriptor.count());
    }

    private static boolean isAny(BitSet words, int from, int count) {
        int first = words.nextSetBit(from);
        return first >= 0 && first < from + count;
    }

    private void problem(int pc, String text) {
        problems.add(ScheduleVerifier.place(tile, pc, image) + " " + text);
    }
}
