package io.github.dsllm.codegen.image;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.MemoryFormat;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import java.util.ArrayList;
import java.util.List;

/** Reads the memory files of one tile back; the texts are known to have the size that the parameters ask for. */
final class MemoryDecoder {
    /** The text of a memory file. */
    interface Source {
        byte[] text(MemoryFormat format, int tile);
    }

    private final CoreParameters core;
    private final Numerics numerics;
    private final int lanes;
    private final Source source;

    MemoryDecoder(CoreParameters core, Source source) {
        this.core = core;
        this.numerics = core.numerics();
        this.lanes = core.lanes();
        this.source = source;
    }

    TileImage tile(int index, ImageManifest.Tile sizes) {
        short[] couplings = couplings(MemoryFormat.COUPLING, index, sizes.couplings());
        int[] mantissas = new int[sizes.scales() * lanes];
        byte[] shifts = new byte[mantissas.length];
        int[] steps = new int[core.trajectory() ? mantissas.length : 0];
        HexReader reader = reader(MemoryFormat.SCALE, index);
        for (int field = 0; field < mantissas.length; field++) {
            int i = laneOfField(field);
            mantissas[i] = (int) reader.unsigned(numerics.scaleBits());
            shifts[i] = (byte) reader.signed(CoreParameters.SCALE_SHIFT_BITS);
            if (core.trajectory()) {
                steps[i] = (int) reader.unsigned(MemoryFormat.TRAJECTORY_STEP_BITS);
            }
            endOfWord(reader, field, core.units());
        }
        int[] gains = new int[sizes.gains() * lanes];
        reader = reader(MemoryFormat.GAIN, index);
        for (int field = 0; field < gains.length; field++) {
            gains[laneOfField(field)] = (int) reader.signed(Numerics.GAIN_BITS);
            endOfWord(reader, field, core.units());
        }
        return new TileImage(
                couplings,
                mantissas,
                shifts,
                steps,
                gains,
                program(index, sizes.program()),
                descriptors(index, sizes.descriptors()),
                couplings(MemoryFormat.EXTERNAL, index, sizes.external()),
                sizes.operators());
    }

    private int laneOfField(int field) {
        return MemoryFormat.laneOfUnit(core, field / core.units(), field % core.units());
    }

    private short[] couplings(MemoryFormat format, int tile, int words) {
        short[] couplings = new short[Math.multiplyExact(words, lanes)];
        if (words == 0) {
            return couplings;
        }
        HexReader reader = reader(format, tile);
        int bits = format.bits(core) / lanes;
        for (int i = 0; i < couplings.length; i++) {
            couplings[i] = (short) (reader.signed(bits) >> bits - numerics.couplingBits());
            endOfWord(reader, i, lanes);
        }
        return couplings;
    }

    int[] exponential() {
        return table(MemoryFormat.EXPONENTIAL, numerics.tableFraction() + 2, false);
    }

    int[] nodeTable() {
        return table(MemoryFormat.NODE_TABLE, MemoryFormat.NODE_TABLE_BITS, true);
    }

    /** Cosines, then sines. */
    short[][] rope() {
        int pairs = core.segmentLanes() / 2;
        short[][] tables = new short[2][core.depths().context() * pairs];
        HexReader reader = reader(MemoryFormat.ROPE, 0);
        for (int i = 0; i < tables[0].length; i++) {
            tables[0][i] = (short) reader.signed(numerics.ropeBits());
            tables[1][i] = (short) reader.signed(numerics.ropeBits());
            endOfWord(reader, i, pairs);
        }
        return tables;
    }

    private List<Instruction> program(int tile, int size) {
        List<Instruction> program = new ArrayList<>(size);
        HexReader reader = reader(MemoryFormat.PROGRAM, tile);
        for (int pc = 0; pc < size; pc++) {
            program.add(Instruction.decode(wide(reader)));
            reader.endWord();
        }
        return program;
    }

    private List<Descriptor> descriptors(int tile, int size) {
        List<Descriptor> descriptors = new ArrayList<>(size);
        HexReader reader = reader(MemoryFormat.DESCRIPTOR, tile);
        for (int index = 0; index < size; index++) {
            long low = wide(reader);
            descriptors.add(Descriptor.decode(low, wide(reader)));
            reader.endWord();
        }
        return descriptors;
    }

    private int[] table(MemoryFormat format, int bits, boolean signed) {
        int[] table = new int[format.words(core)];
        HexReader reader = reader(format, 0);
        for (int i = 0; i < table.length; i++) {
            table[i] = (int) (signed ? reader.signed(bits) : reader.unsigned(bits));
            reader.endWord();
        }
        return table;
    }

    private static long wide(HexReader reader) {
        long low = reader.unsigned(Integer.SIZE);
        return reader.unsigned(Integer.SIZE) << Integer.SIZE | low;
    }

    private static void endOfWord(HexReader reader, int index, int fields) {
        if ((index + 1) % fields == 0) {
            reader.endWord();
        }
    }

    private HexReader reader(MemoryFormat format, int tile) {
        return new HexReader(format.file(tile), source.text(format, tile), format.bits(core));
    }
}
