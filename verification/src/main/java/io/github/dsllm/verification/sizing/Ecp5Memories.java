package io.github.dsllm.verification.sizing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * What Yosys makes of memories on an ECP5, by the rules of its pass {@code memory_libmap}: of all shapes of block RAMs and of distributed RAM, and of plain logic, it
 * takes the one whose cost is least. Costs and shapes are those of its files {@code ecp5/brams.txt} and {@code ecp5/lutrams.txt}.
 */
final class Ecp5Memories {
    /** A multiplexer behind, or a decoder before, blocks that stand one behind the other, per bit. */
    private static final double DECODING = 0.5;

    /** Logic that makes a port of one kind of another, per point. */
    private static final double EMULATION = 2;

    /** Bits of a memory that is never written. */
    private static final double READ_ONLY_BIT = 1.0 / 16;

    private static final int BLOCK_ADDRESS_BITS = 14;
    private static final double BLOCK_COST = 128;
    private static final int BYTE = 9;
    private static final int LEAST_BYTE_SHAPE = 3;
    private static final int[] TRUE_DUAL_PORT = {1, 2, 4, 9, 18};
    private static final int[] PSEUDO_DUAL_PORT = {1, 2, 4, 9, 18, 36};

    private static final int DISTRIBUTED_WIDTH = 4;
    private static final int DISTRIBUTED_WORDS = 16;
    private static final double DISTRIBUTED_COST = 4;

    private Ecp5Memories() {}

    /** What a memory becomes. */
    enum Kind {
        BLOCK,
        DISTRIBUTED,
        LOGIC
    }

    /**
     * A memory on the part.
     *
     * @param kind of cells
     * @param cells block RAMs or distributed RAMs of 16 × 4, 0 for logic
     * @param deep cells that stand one behind the other for a word's bits
     */
    record Mapped(Kind kind, long cells, int deep) {}

    private record Candidate(Mapped mapped, double cost) {}

    static Mapped map(MemoryUse memory) {
        if (memory.isBlock()) {
            return block(memory).mapped;
        }
        List<Candidate> candidates = new ArrayList<>();
        if (memory.isWritten()) {
            candidates.add(distributed(memory));
        }
        if (memory.mayBeBlock()) {
            candidates.add(block(memory));
        }
        Mapped best = new Mapped(Kind.LOGIC, 0, 1);
        double least = Math.floor(memory.bits() * (memory.isWritten() ? 1 : READ_ONLY_BIT));
        for (Candidate candidate : candidates) {
            if (candidate.cost < least) {
                best = candidate.mapped;
                least = Math.floor(candidate.cost);
            }
        }
        return best;
    }

    private static Candidate distributed(MemoryUse memory) {
        int deep = ceil(memory.words(), DISTRIBUTED_WORDS);
        long cells = ceil((long) deep * memory.paddedWidth(DISTRIBUTED_WIDTH), DISTRIBUTED_WIDTH);
        long all = cells * memory.readPorts();
        return new Candidate(
                new Mapped(Kind.DISTRIBUTED, all, deep),
                DISTRIBUTED_COST * all + aroundCost(memory, deep, memory.distributedLogic()));
    }

    /** The cheapest shape; of equal ones, that of true dual ports goes before, then the narrower one. */
    private static Candidate block(MemoryUse memory) {
        List<Candidate> shapes = new ArrayList<>();
        for (int[] widths : List.of(TRUE_DUAL_PORT, PSEUDO_DUAL_PORT)) {
            boolean isWriteWide = widths == PSEUDO_DUAL_PORT && memory.isWritten();
            for (int shape = isWriteWide ? LEAST_BYTE_SHAPE : 0; shape < widths.length; shape++) {
                shapes.add(block(memory, widths[shape], shape));
            }
        }
        return Collections.min(shapes, Comparator.comparingDouble(Candidate::cost));
    }

    private static Candidate block(MemoryUse memory, int width, int shape) {
        int deep = ceil(memory.words(), 1 << (BLOCK_ADDRESS_BITS - shape));
        int wordBits = memory.isWritten() ? memory.paddedWidth(Math.min(BYTE, width)) : memory.width();
        long blocks = ceil((long) deep * wordBits, width) * memory.readPorts();
        return new Candidate(
                new Mapped(Kind.BLOCK, blocks, deep),
                BLOCK_COST * blocks + aroundCost(memory, deep, memory.blockLogic()));
    }

    private static double aroundCost(MemoryUse memory, int deep, int emulation) {
        double selecting = (deep - 1.0) * memory.width() * memory.readPorts();
        double enabling = memory.isWritten() && deep > 1 ? (double) deep * memory.chunks() : 0;
        return DECODING * (selecting + enabling) + EMULATION * emulation;
    }

    private static int ceil(int number, int unit) {
        return (number + unit - 1) / unit;
    }

    private static long ceil(long number, int unit) {
        return (number + unit - 1) / unit;
    }
}
