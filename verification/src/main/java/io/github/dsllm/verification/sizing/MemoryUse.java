package io.github.dsllm.verification.sizing;

/**
 * A memory of a design as synthesis sees it, with one write port or none.
 *
 * @param name for people
 * @param width bits of a word
 * @param words of the memory
 * @param kind how it is read and written
 * @param chunk bits that are written at once; without meaning for what is never written
 */
record MemoryUse(String name, int width, int words, Kind kind, int chunk) {
    /** How a memory is read and written. */
    enum Kind {
        /** Never written, read with a register. */
        READ_ONLY(1, 1, 1),
        /** The same, in block RAM whatever that costs. */
        BLOCK_ONLY(1, 1, 1),
        /** Written, and read with a register; what is read while it is written is no matter. */
        CLOCKED(1, 1, 1),
        /** The same, but kept from block RAMs. */
        SMALL(1, 1, MemoryUse.NEVER),
        /** Written, and read at once at one place, which no block RAM can. */
        ONE_PORT(1, 1, MemoryUse.NEVER),
        /** Written, and read at once at two places. */
        TWO_PORTS(2, 2, MemoryUse.NEVER),
        /** Written, and read with a registered address, before the write of the same cycle. Logic around it makes that order. */
        SOURCE(1, 6, 5),
        /** The same, but kept from block RAMs. */
        SOURCE_IN_LOGIC(1, 6, MemoryUse.NEVER),
        /**
         * Written, and read with registers at three places, before the write of the same cycle. Logic around it makes that order: with distributed RAM for the port whose address is registered, with block
         * RAM for all.
         */
        STATE(3, 6, 15),
        /** The same, but kept from block RAMs. */
        STATE_IN_LOGIC(3, 6, MemoryUse.NEVER);

        private final int readPorts;
        private final int distributedLogic;
        private final int blockLogic;

        Kind(int readPorts, int distributedLogic, int blockLogic) {
            this.readPorts = readPorts;
            this.distributedLogic = distributedLogic;
            this.blockLogic = blockLogic;
        }
    }

    private static final int NEVER = Integer.MAX_VALUE;

    static MemoryUse readOnly(String name, int width, int words) {
        return new MemoryUse(name, width, words, Kind.READ_ONLY, width);
    }

    static MemoryUse clocked(String name, int width, int words) {
        return new MemoryUse(name, width, words, Kind.CLOCKED, width);
    }

    boolean isWritten() {
        return kind != Kind.READ_ONLY && kind != Kind.BLOCK_ONLY;
    }

    boolean isClocked() {
        return kind == Kind.CLOCKED || kind == Kind.SMALL;
    }

    boolean isState() {
        return kind == Kind.STATE || kind == Kind.STATE_IN_LOGIC;
    }

    boolean isBlock() {
        return kind == Kind.BLOCK_ONLY;
    }

    boolean mayBeBlock() {
        return kind.blockLogic != NEVER;
    }

    int readPorts() {
        return kind.readPorts;
    }

    /** What Yosys counts for logic around distributed RAMs. */
    int distributedLogic() {
        return kind.distributedLogic;
    }

    /** What Yosys counts for logic around block RAMs. */
    int blockLogic() {
        return kind.blockLogic;
    }

    /** Chunks of a word, each with a write enable. */
    int chunks() {
        return (width + chunk - 1) / chunk;
    }

    /** Bits of a word when each chunk is rounded up to whole bytes of so many bits. */
    int paddedWidth(int bits) {
        int full = width / chunk;
        return full * padded(chunk, bits) + padded(width - full * chunk, bits);
    }

    private static int padded(int width, int bits) {
        return (width + bits - 1) / bits * bits;
    }

    long bits() {
        return (long) width * words;
    }
}
