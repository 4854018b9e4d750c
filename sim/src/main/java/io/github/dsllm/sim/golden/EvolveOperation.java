package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;

/** EVOLVE: the couplings of one group of rows learn from the loss currents of their nodes and from what drove them, unless the token is not one to learn from. */
final class EvolveOperation extends Operation {
    private final Tile tile;
    private final Masters masters;
    private final Instruction instruction;
    private final Descriptor descriptor;
    private boolean isLearnt;

    EvolveOperation(Tile tile, Masters masters, Instruction instruction, Descriptor descriptor) {
        this.tile = tile;
        this.masters = masters;
        this.instruction = instruction;
        this.descriptor = descriptor;
    }

    @Override
    int run() {
        isLearnt = descriptor.steps() == 0 || tile.token < descriptor.steps();
        if (!isLearnt) {
            return 0;
        }
        int saturations = 0;
        for (int j = 0; j < descriptor.count(); j++) {
            saturations += masters.evolve(
                    instruction.couplingWord() + j,
                    tile.state,
                    instruction.group() * tile.lanes,
                    tile.state[descriptor.source() * tile.lanes + j],
                    descriptor.shift());
        }
        return saturations;
    }

    @Override
    void values(ValueSink sink) {
        for (int j = 0; isLearnt && j < descriptor.count(); j++) {
            int[] word = masters.word(instruction.couplingWord() + j);
            for (int lane = 0; lane < descriptor.valid(); lane++) {
                sink.accept(word[lane]);
            }
        }
    }
}
