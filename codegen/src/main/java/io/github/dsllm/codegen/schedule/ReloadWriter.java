package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.RowGroup;
import io.github.dsllm.codegen.layout.TileMemory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Puts the RELOADs into the program of a tile. Streamed row groups take the lower and the upper end of the window in turns. A RELOAD stands as early as its end is
 * free: behind the first stream after the one that read it last, because a stream begins when the one before it has read all its words.
 */
final class ReloadWriter {
    /** An instruction that reads reloaded words; where they come from, and where they are put. */
    private record Use(int pc, int externalWord, int couplingWord) {}

    private static final Set<NodeFunction> STREAMS =
            EnumSet.of(NodeFunction.LINEAR, NodeFunction.SCORES, NodeFunction.ATTEND);
    private static final int TOKEN_PC = 0;

    private final Program program;
    private final TileMemory memory;
    private final List<RowGroup> byScaleWord;
    private final ProgramWriter writer;
    private final List<Use> uses = new ArrayList<>();

    private ReloadWriter(int tile, Program program, TileMemory memory) {
        this.program = program;
        this.memory = memory;
        this.byScaleWord = List.copyOf(memory.places().keySet());
        this.writer = new ProgramWriter(tile);
    }

    /** The program with its RELOADs; as it is if everything stays. */
    static Program withReloads(int tile, Program program, TileMemory memory) {
        return memory.residents().windowWords() == 0 ? program : new ReloadWriter(tile, program, memory).write();
    }

    private Program write() {
        findUses();
        int reloads = 0;
        int used = 0;
        for (int pc = 0; pc < program.instructions().size(); pc++) {
            if (used < uses.size() && uses.get(used).pc() == pc) {
                used++;
                use(uses.get(used - 1), reloads - used);
            } else {
                Instruction instruction = program.instructions().get(pc);
                writer.add(
                        descriptor(pc),
                        instruction.address(),
                        instruction.group(),
                        program.tags().get(pc));
            }
            while (reloads < uses.size() && firstPlace(reloads) == pc) {
                reload(uses.get(reloads++));
            }
        }
        return writer.program();
    }

    private void findUses() {
        for (int pc = 0; pc < program.instructions().size(); pc++) {
            NodeFunction function = descriptor(pc).function();
            if (function != NodeFunction.LINEAR && function != NodeFunction.EMBED) {
                continue;
            }
            RowGroup group = byScaleWord.get(program.instructions().get(pc).scaleWord());
            boolean isReloaded = function == NodeFunction.EMBED
                    ? memory.residents().fetchesEmbedding()
                    : !memory.residents().stays(group);
            if (isReloaded) {
                uses.add(new Use(
                        pc,
                        memory.externalWord(group),
                        windowWord(uses.size(), descriptor(pc).count())));
            }
        }
    }

    private int windowWord(int use, int words) {
        return use % 2 == 0 ? memory.residentWords() : memory.couplingWords() - words;
    }

    /** The instruction behind which the RELOAD of a use may stand. */
    private int firstPlace(int use) {
        if (use < 2) {
            return TOKEN_PC;
        }
        int pc = uses.get(use - 2).pc() + 1;
        while (!STREAMS.contains(descriptor(pc).function())) {
            pc++;
        }
        return pc;
    }

    /** @param younger RELOADs behind its own that stand before it */
    private void use(Use use, int younger) {
        Instruction instruction = program.instructions().get(use.pc());
        Descriptor descriptor = descriptor(use.pc());
        EnumSet<Flag> flags = EnumSet.of(Flag.LOADED);
        flags.addAll(descriptor.flags());
        Descriptor loaded =
                DescriptorBuilder.of(descriptor).flags(flags).shift2(younger).build();
        writer.add(
                loaded,
                Instruction.weightAddress(use.couplingWord(), instruction.scaleWord()),
                instruction.group(),
                program.tags().get(use.pc()));
    }

    private void reload(Use use) {
        Descriptor reader = descriptor(use.pc());
        DescriptorBuilder reload = new DescriptorBuilder(NodeFunction.RELOAD).count(reader.count());
        if (reader.function() == NodeFunction.EMBED) {
            reload.flags(EnumSet.of(Flag.OWNER)).source(reader.source()).second(reader.second());
        }
        writer.add(
                reload.build(),
                Instruction.reloadAddress(use.couplingWord(), use.externalWord()),
                Instruction.externalGroup(use.externalWord()),
                new OperatorTag(program.tags().get(use.pc()).layer(), Operators.RELOAD, -1, 0, 0, 0));
    }

    private Descriptor descriptor(int pc) {
        return program.descriptors().get(program.instructions().get(pc).descriptor());
    }
}
