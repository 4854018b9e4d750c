package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters.Depths;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.layout.CoreLayout;
import io.github.dsllm.codegen.layout.TileMemory;
import io.github.dsllm.codegen.schedule.Program;
import io.github.dsllm.codegen.schedule.TileBlocks;
import java.util.List;
import java.util.function.Supplier;

/** Memories of a tile, as deep as the tile that needs most. */
final class MemoryDepths {
    static final int COUPLING_WORDS = 1 << Instruction.COUPLING_ADDRESS_BITS;
    static final int SCALE_WORDS = 1 << (32 - Instruction.COUPLING_ADDRESS_BITS);

    private MemoryDepths() {}

    /**
     * @param remedy the beginning of what to do, "give the chip" or longer
     * @throws UserError if an instruction cannot address a row group of some tile
     */
    static void requireAddressable(List<TileMemory> memories, Supplier<String> remedy) {
        for (int tile = 0; tile < memories.size(); tile++) {
            TileMemory memory = memories.get(tile);
            if (memory.externalWords() > Instruction.EXTERNAL_WORDS) {
                throw new UserError("tile " + tile + " would reload from " + memory.externalWords()
                        + " external words, an instruction addresses " + Instruction.EXTERNAL_WORDS
                        + "; perhaps you should give the chip more lanes or more tiles");
            }
            if (memory.couplingWords() > COUPLING_WORDS || memory.scaleWords() > SCALE_WORDS) {
                throw new UserError("tile " + tile + " needs " + memory.couplingWords() + " coupling words and "
                        + memory.scaleWords() + " row groups, an instruction addresses " + COUPLING_WORDS + " and "
                        + SCALE_WORDS + "; perhaps you should " + remedy.get() + " more lanes");
            }
        }
    }

    static Depths of(
            CoreLayout layout,
            List<TileBlocks> blocks,
            List<TileMemory> memories,
            List<Program> programs,
            int stateGroups) {
        int keyGroups = blocks.stream().mapToInt(TileBlocks::keyGroups).max().orElse(0);
        long keyValues = (long) keyGroups * layout.context();
        if (keyValues > Integer.MAX_VALUE) {
            throw new UserError("a tile would store " + keyValues
                    + " keys; perhaps you should give the chip more tiles or a shorter context");
        }
        return new Depths(
                memories.stream().mapToInt(TileMemory::couplingWords).max().orElse(0),
                memories.stream().mapToInt(TileMemory::scaleWords).max().orElse(0),
                layout.geometry().residualGroups(),
                stateGroups,
                (int) keyValues,
                layout.context(),
                programs.stream()
                                .mapToInt(program -> program.instructions().size())
                                .max()
                                .orElse(0)
                        + 1,
                programs.stream()
                        .mapToInt(program -> program.descriptors().size())
                        .max()
                        .orElse(0));
    }
}
