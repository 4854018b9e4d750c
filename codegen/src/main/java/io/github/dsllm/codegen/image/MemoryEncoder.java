package io.github.dsllm.codegen.image;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.CouplingTraining;
import io.github.dsllm.codegen.chip.MemoryFormat;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;

/** The text of each memory file of an image; words that the image does not fill are 0. */
final class MemoryEncoder {
    private final ChipImage image;
    private final CoreParameters core;
    private final Numerics numerics;
    private final int lanes;

    MemoryEncoder(ChipImage image) {
        this.image = image;
        this.core = image.core();
        this.numerics = core.numerics();
        this.lanes = core.lanes();
    }

    byte[] encode(MemoryFormat format, int tileIndex) {
        int words = format.words(core);
        HexWriter writer = new HexWriter(format.bits(core), words);
        TileImage tile = image.tiles().get(tileIndex);
        for (int word = 0; word < words; word++) {
            switch (format) {
                case COUPLING -> masters(writer, tile.couplings(), word);
                case EXTERNAL -> couplings(writer, tile.external(), word);
                case SCALE -> scales(writer, tile, word);
                case GAIN -> gains(writer, tile, word);
                case PROGRAM -> instruction(writer, tile, word);
                case DESCRIPTOR -> descriptor(writer, tile, word);
                case ROPE -> rope(writer, word);
                case EXPONENTIAL -> writer.field(image.exponentialTable()[word], numerics.tableFraction() + 2);
                case NODE_TABLE -> writer.field(valueAt(image.nodeTable(), word), MemoryFormat.NODE_TABLE_BITS);
            }
            writer.endWord();
        }
        return writer.bytes();
    }

    /** Couplings as they stand in coupling memory: with their master bits, if there are any. */
    private void masters(HexWriter writer, short[] couplings, int word) {
        CouplingTraining training = core.training();
        if (training == null) {
            couplings(writer, couplings, word);
        } else if ((long) word * lanes < couplings.length) {
            for (int lane = 0; lane < lanes; lane++) {
                writer.field(training.master(couplings[word * lanes + lane]), core.couplingCellBits());
            }
        }
    }

    private void couplings(HexWriter writer, short[] couplings, int word) {
        if ((long) word * lanes < couplings.length) {
            for (int lane = 0; lane < lanes; lane++) {
                writer.field(couplings[word * lanes + lane], numerics.couplingBits());
            }
        }
    }

    private void scales(HexWriter writer, TileImage tile, int word) {
        for (int unit = 0; unit < core.units(); unit++) {
            int i = MemoryFormat.laneOfUnit(core, word, unit);
            boolean isFilled = i < tile.scaleMantissas().length;
            writer.field(isFilled ? tile.scaleMantissas()[i] : 0, numerics.scaleBits());
            writer.field(isFilled ? tile.scaleShifts()[i] : 0, CoreParameters.SCALE_SHIFT_BITS);
            if (core.trajectory()) {
                writer.field(isFilled ? tile.trajectorySteps()[i] : 0, MemoryFormat.TRAJECTORY_STEP_BITS);
            }
        }
    }

    private void gains(HexWriter writer, TileImage tile, int word) {
        for (int unit = 0; unit < core.units(); unit++) {
            writer.field(valueAt(tile.gains(), MemoryFormat.laneOfUnit(core, word, unit)), Numerics.GAIN_BITS);
        }
    }

    private static void instruction(HexWriter writer, TileImage tile, int word) {
        if (word < tile.program().size()) {
            Instruction instruction = tile.program().get(word);
            wide(writer, instruction.encode());
        }
    }

    private static void descriptor(HexWriter writer, TileImage tile, int word) {
        if (word < tile.descriptors().size()) {
            Descriptor descriptor = tile.descriptors().get(word);
            wide(writer, descriptor.lowWord());
            wide(writer, descriptor.highWord());
        }
    }

    private void rope(HexWriter writer, int position) {
        int pairs = core.segmentLanes() / 2;
        for (int i = position * pairs; i < (position + 1) * pairs; i++) {
            writer.field(image.ropeCosines()[i], numerics.ropeBits());
            writer.field(image.ropeSines()[i], numerics.ropeBits());
        }
    }

    private static void wide(HexWriter writer, long value) {
        writer.field(value, Integer.SIZE).field(value >>> Integer.SIZE, Integer.SIZE);
    }

    private static int valueAt(int[] values, int index) {
        return index < values.length ? values[index] : 0;
    }
}
