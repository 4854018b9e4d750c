package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;

/** STORE: hands coupling words with their master bits to the host, if the token asks for it. */
final class StoreOperation extends Operation {
    private final Tile tile;
    private final Masters masters;
    private final StoredWords stored;
    private final Instruction instruction;
    private final Descriptor descriptor;

    StoreOperation(Tile tile, Masters masters, StoredWords stored, Instruction instruction, Descriptor descriptor) {
        this.tile = tile;
        this.masters = masters;
        this.stored = stored;
        this.instruction = instruction;
        this.descriptor = descriptor;
    }

    @Override
    int run() {
        if (tile.token >= descriptor.steps()) {
            for (int j = 0; j < descriptor.count(); j++) {
                int word = instruction.couplingWord() + j;
                stored.stored(word, masters.word(word));
            }
        }
        return 0;
    }
}
