package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;

/** EMBED: the tile that holds the token's row of the embedding reads it out and owns the token. */
final class EmbedOperation extends Operation {
    private final Tile tile;
    private final CouplingMemory couplings;
    private final Reloads reloads;
    private final int pc;
    private final TileImage image;
    private final Instruction instruction;
    private final Descriptor descriptor;

    EmbedOperation(
            Tile tile, CouplingMemory couplings, Reloads reloads, int pc, TileImage image, Instruction instruction) {
        this.tile = tile;
        this.couplings = couplings;
        this.reloads = reloads;
        this.pc = pc;
        this.image = image;
        this.instruction = instruction;
        this.descriptor = image.descriptorOf(instruction);
    }

    @Override
    int run() {
        int rowGroup = tile.token / tile.lanes - descriptor.source();
        tile.ownsToken = rowGroup >= 0 && rowGroup < descriptor.second();
        return tile.ownsToken ? read(rowGroup) : 0;
    }

    private int read(int rowGroup) {
        int lane = tile.token % tile.lanes;
        int scale = (instruction.scaleWord() + rowGroup) * tile.lanes + lane;
        long m = image.scaleMantissas()[scale];
        int shift = image.scaleShifts()[scale] + descriptor.shift();
        int word = instruction.couplingWord() + (descriptor.has(Flag.LOADED) ? 0 : rowGroup * descriptor.count());
        reloads.read(pc, descriptor, word, descriptor.count());
        int first = instruction.group() * tile.lanes;
        int saturations = 0;
        for (int j = 0; j < descriptor.count(); j++) {
            long x = FixedPoint.round(couplings.coupling(word + j, lane) * m, shift);
            long saturated = FixedPoint.saturate(x, descriptor.bits());
            saturations += saturated == x ? 0 : 1;
            tile.state[first + j] = (int) saturated;
        }
        tile.clearBehind(instruction.group(), descriptor.count());
        return saturations;
    }

    @Override
    void values(ValueSink sink) {
        if (tile.ownsToken) {
            tile.giveNodes(sink, instruction.group(), descriptor.count());
        }
    }
}
