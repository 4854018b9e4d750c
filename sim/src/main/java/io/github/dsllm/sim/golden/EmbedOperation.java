package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;

/** EMBED: the tile that holds the token's row of the embedding reads it out; with SHARED the others receive it. */
final class EmbedOperation extends Operation {
    private final Tile tile;
    private final Mesh mesh;
    private final CouplingMemory couplings;
    private final TileImage image;
    private final Instruction instruction;
    private final Descriptor descriptor;
    private final int groups;
    private boolean owner;

    EmbedOperation(Tile tile, Mesh mesh, CouplingMemory couplings, TileImage image, Instruction instruction) {
        this.tile = tile;
        this.mesh = mesh;
        this.couplings = couplings;
        this.image = image;
        this.instruction = instruction;
        this.descriptor = image.descriptorOf(instruction);
        this.groups = (descriptor.count() + tile.lanes - 1) / tile.lanes;
    }

    @Override
    int run() {
        int rowGroup = tile.token / tile.lanes - descriptor.source();
        owner = rowGroup >= 0 && rowGroup < descriptor.second();
        if (!owner) {
            return receive();
        }
        int saturations = read(rowGroup);
        if (descriptor.has(Descriptor.Flag.SHARED)) {
            for (int group = 0; group < groups; group++) {
                mesh.send(tile, instruction.group() + group, false);
            }
        }
        return saturations;
    }

    private int receive() {
        boolean shared = descriptor.has(Descriptor.Flag.SHARED);
        return !shared || tile.takeArrivals(instruction.group(), groups) ? 0 : BLOCKED;
    }

    private int read(int rowGroup) {
        int lane = tile.token % tile.lanes;
        int scale = (instruction.scaleWord() + rowGroup) * tile.lanes + lane;
        long m = image.scaleMantissas()[scale];
        int shift = image.scaleShifts()[scale] + descriptor.shift();
        int word = instruction.couplingWord() + rowGroup * descriptor.count();
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
        if (owner) {
            tile.giveNodes(sink, instruction.group(), descriptor.count());
        }
    }

    @Override
    int awaitedGroup() {
        return tile.firstMissing(instruction.group(), groups);
    }
}
