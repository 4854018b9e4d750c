package io.github.dsllm.codegen.chip;

import java.util.Optional;

/**
 * The SDRAM that the controller of a board drives (docs/decisions/0009-sdram.md): single data rate, 16 data bits, four banks of 8,192 rows of 512 columns, so 32 MB,
 * with the longest times of the data sheets of such parts in the usual speed grades (MT48LC16M16A2, IS42S16160, AS4C16M16, W9825G6), at a CAS latency of 2. Larger parts with as many banks and rows are filled to a half or less.
 *
 * <p>A coupling word takes as many beats of 16 bits as it needs, its lowest bits first; words begin at multiples of the next power of two, tiles at multiples of a power of two of words.
 * A beat's address is, from its lowest bit on, column, bank, row.
 *
 * @param wordBeats beats of a coupling word
 * @param beatBits of the beat within a word
 * @param wordBits of the word within a tile
 * @param tileBits of the tile
 */
public record Sdram(int wordBeats, int beatBits, int wordBits, int tileBits) {
    public static final int DATA_BITS = 16;
    public static final int COLUMN_BITS = 9;
    public static final int BANK_BITS = 2;
    public static final int ROW_BITS = 13;
    public static final int ADDRESS_BITS = COLUMN_BITS + BANK_BITS + ROW_BITS;

    /** Rows that must be refreshed within {@link #REFRESH_PERIOD}. */
    public static final int REFRESHES = 8192;

    /** In nanoseconds, as all times here: the 64 ms of the data sheets for a PLL that is up to 1 % slower than asked for. */
    public static final double REFRESH_PERIOD = 63e6;

    public static final double POWER_UP = 200_000;

    /** PRECHARGE to ACTIVATE, tRP. */
    public static final double PRECHARGE = 21;

    /** ACTIVATE to READ or WRITE, tRCD. */
    public static final double ACTIVATE = 21;

    /** ACTIVATE to PRECHARGE at least, tRAS. */
    public static final double OPEN = 45;

    /** REFRESH to any command, tRFC. */
    public static final double REFRESH = 70;

    /** WRITE to PRECHARGE, tWR. */
    public static final double WRITE = 15;

    /** Cycles from MODE to any command. */
    public static final int MODE_CYCLES = 2;

    /** Cycles from READ to its data. */
    public static final int LATENCY = 2;

    /** Refreshes between power-up and the first row, and what is given to the mode register: that latency, one beat per command. */
    public static final int FIRST_REFRESHES = 8;

    public static final int MODE = LATENCY << 4;

    /** Clocks in hertz: at the highest one 9 ns of a cycle are left for pads and wires, at the lowest one a refresh takes less than the time until the next. */
    public static final double FASTEST = 66e6;

    public static final double SLOWEST = 1e6;

    private static final double NANO = 1e9;

    /** Where a core's words are. */
    public static Sdram of(CoreParameters core) {
        int bits = MemoryFormat.EXTERNAL.bits(core);
        int beats = (bits + DATA_BITS - 1) / DATA_BITS;
        return new Sdram(beats, log2Ceil(beats), log2Ceil(MemoryFormat.EXTERNAL.words(core)), log2Ceil(core.tiles()));
    }

    /** Why the words have no room; empty if they have. */
    public Optional<String> problem() {
        if (beatBits > COLUMN_BITS) {
            return Optional.of("a coupling word of " + wordBeats + " beats is longer than a row of an SDRAM, "
                    + (1 << COLUMN_BITS) + " beats; perhaps you should take fewer lanes");
        }
        int bits = beatBits + wordBits + tileBits;
        return bits <= ADDRESS_BITS
                ? Optional.empty()
                : Optional.of(
                        "the couplings that are reloaded take 2^" + bits + " beats of an SDRAM of 2^" + ADDRESS_BITS
                                + "; perhaps you should give tiles more coupling memory, or take fewer coupling bits");
    }

    /** Cycles of a clock in hertz that are no shorter than a time in nanoseconds. */
    public static int cycles(double nanoseconds, long clock) {
        return (int) Math.ceil(nanoseconds * clock / NANO);
    }

    /** Cycles from a refresh to the next. */
    public static int refreshCycles(long clock) {
        return (int) Math.floor(REFRESH_PERIOD / REFRESHES * clock / NANO);
    }

    private static int log2Ceil(int count) {
        return count <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    }
}
