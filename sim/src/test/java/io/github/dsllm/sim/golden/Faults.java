package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.ArrayList;
import java.util.List;

/** Images with one thing broken. */
final class Faults {
    private Faults() {}

    /** Flips the lowest bit of the couplings of row 0 of the last LINEAR of tile 0. */
    static ChipImage flipHeadCoupling(ChipImage image) {
        TileImage tile = image.tiles().get(0);
        short[] couplings = tile.couplings().clone();
        Instruction last = tile.program().get(lastLinear(tile));
        int lanes = image.core().lanes();
        for (int j = 0; j < tile.descriptorOf(last).count(); j++) {
            couplings[(last.couplingWord() + j) * lanes] ^= 1;
        }
        return withTile(image, 0, with(tile, couplings, tile.program(), tile.descriptors()));
    }

    static int lastLinear(TileImage tile) {
        int pc = tile.program().size() - 1;
        while (tile.descriptorOf(tile.program().get(pc)).function() != NodeFunction.LINEAR) {
            pc--;
        }
        return pc;
    }

    /** Replaces the first instruction of a function, whoever owns the token, by one that does nothing. */
    static ChipImage drop(ChipImage image, int tileIndex, NodeFunction function) {
        TileImage tile = image.tiles().get(tileIndex);
        List<Instruction> program = new ArrayList<>(tile.program());
        for (int pc = 0; pc < program.size(); pc++) {
            Descriptor descriptor = tile.descriptorOf(program.get(pc));
            if (descriptor.function() == function && !descriptor.has(Descriptor.Flag.OWNER)) {
                program.set(pc, new Instruction(io.github.dsllm.codegen.isa.Opcode.N_LOCK, 0, 0, 0));
                return withTile(image, tileIndex, with(tile, tile.couplings(), program, tile.descriptors()));
            }
        }
        throw new IllegalArgumentException("no " + function);
    }

    static TileImage with(TileImage tile, short[] couplings, List<Instruction> program, List<Descriptor> descriptors) {
        return new TileImage(
                couplings,
                tile.scaleMantissas(),
                tile.scaleShifts(),
                tile.trajectorySteps(),
                tile.gains(),
                program,
                descriptors,
                tile.external(),
                tile.operators());
    }

    static ChipImage withTile(ChipImage image, int index, TileImage tile) {
        List<TileImage> tiles = new ArrayList<>(image.tiles());
        tiles.set(index, tile);
        return image.with(image.core(), tiles);
    }
}
