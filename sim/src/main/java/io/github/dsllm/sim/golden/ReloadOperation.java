package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;

/** RELOAD: begins to fill coupling words from the external memory; with OWNER with the row group of the token, if this tile holds it. */
final class ReloadOperation extends Operation {
    private final Tile tile;
    private final Reloads reloads;
    private final Instruction instruction;
    private final Descriptor descriptor;

    ReloadOperation(Tile tile, Reloads reloads, Instruction instruction, Descriptor descriptor) {
        this.tile = tile;
        this.reloads = reloads;
        this.instruction = instruction;
        this.descriptor = descriptor;
    }

    @Override
    int run() {
        if (!descriptor.has(Flag.OWNER)) {
            reload(0);
        } else {
            int rowGroup = tile.token / tile.lanes - descriptor.source();
            if (rowGroup >= 0 && rowGroup < descriptor.second()) {
                reload(rowGroup);
            }
        }
        return 0;
    }

    private void reload(int rowGroup) {
        reloads.reload(
                instruction.couplingWord(),
                instruction.externalWord() + rowGroup * descriptor.count(),
                descriptor.count());
    }
}
