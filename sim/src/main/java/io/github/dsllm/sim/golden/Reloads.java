package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * The coupling words of one tile that RELOADs fill. Nobody knows when a word comes, so a reload counts as complete when an instruction has waited for it, and not before: a
 * program that reads earlier is at fault even where the hardware happens to be fast enough.
 */
final class Reloads {
    private record Reload(int word, int externalWord, int count) {}

    private final int tile;
    private final short[] external;
    private final List<CouplingMemory> memories;
    private final BitSet window = new BitSet();
    private final BitSet unknown = new BitSet();
    private final Deque<Reload> incomplete = new ArrayDeque<>();

    Reloads(int tile, TileImage image, List<CouplingMemory> memories) {
        this.tile = tile;
        this.external = image.external();
        this.memories = memories;
        for (Instruction instruction : image.program()) {
            Descriptor descriptor = image.descriptorOf(instruction);
            if (descriptor.function() == NodeFunction.RELOAD) {
                window.set(instruction.couplingWord(), instruction.couplingWord() + descriptor.count());
            }
        }
        unknown.or(window);
    }

    /** Another position begins: what the last one brought is forgotten. */
    void begin() {
        incomplete.clear();
        unknown.or(window);
    }

    /** RELOAD: from now on the words may change at any time. */
    void reload(int word, int externalWord, int count) {
        unknown.set(word, word + count);
        incomplete.add(new Reload(word, externalWord, count));
    }

    /**
     * An instruction reads words, after its wait if it is LOADED.
     *
     * @throws MachineFault if a word is not known to have come
     */
    void read(int pc, Descriptor descriptor, int word, int count) {
        if (descriptor.has(Flag.LOADED)) {
            while (incomplete.size() > descriptor.shift2()) {
                complete(incomplete.remove());
            }
        }
        int first = unknown.nextSetBit(word);
        if (first >= 0 && first < word + count) {
            throw new MachineFault("tile " + tile + ", instruction " + pc + ": coupling word " + first
                    + " is read before it is known that its RELOAD is complete");
        }
    }

    private void complete(Reload reload) {
        for (CouplingMemory memory : memories) {
            memory.load(reload.word(), external, reload.externalWord(), reload.count());
        }
        unknown.clear(reload.word(), reload.word() + reload.count());
    }
}
