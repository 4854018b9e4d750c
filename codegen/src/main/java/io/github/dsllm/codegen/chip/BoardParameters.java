package io.github.dsllm.codegen.chip;

import io.github.dsllm.codegen.UserError;
import java.util.Optional;

/**
 * Everything that fixes the hardware of a board's top level: the core, and how a host talks to it (docs/host-link.md).
 *
 * @param core the core
 * @param clock frequency of the core in hertz
 * @param baud bits per second of the serial line, each way
 * @param load where the contents of the memories come from
 * @param hasSdram whether the external memory of the core is an SDRAM beside the FPGA, with a controller on it ({@link Sdram})
 */
public record BoardParameters(CoreParameters core, long clock, int baud, Load load, boolean hasSdram) {

    /** Where the contents of the memories come from. */
    public enum Load {
        /** From the files of the image, for good. */
        NEVER,
        /** From the files of the image, and over the link. */
        RELOAD,
        /** Over the link only: for memories that no bitstream fills. */
        START;

        /** Whether the memories have a port for it. */
        public boolean isPossible() {
            return this != NEVER;
        }

        /** Whether the memories have contents when the clock starts. */
        public boolean isFilled() {
            return this != START;
        }
    }

    public static final int DEFAULT_BAUD = 1_000_000;

    /** Bits of a memory word that are loaded at once: whole columns of every block RAM (8, 9, 16, 18, 36 bits), and whole bytes of the link. */
    public static final int CHUNK_BITS = 72;

    /** The longest frame, from sequence number to CRC, before escaping. */
    public static final int FRAME_BYTES = 256;

    /** Depth of the memory that holds a frame and the fingerprint of the image. */
    public static final int LINK_MEMORY_BYTES = 512;

    /** Name of its file, beside those of the image. */
    public static final String LINK_MEMORY = "link.mem";

    /** A bit shorter than this leaves no time for the CRC of a byte. */
    private static final int SHORTEST_BIT = 4;

    private static final int LONGEST_BIT = 1 << 20;

    /** The line may be that much faster or slower than what was asked for; what is left of 5 % is the other end's. */
    private static final double TOLERANCE = 0.02;

    public BoardParameters {
        require(!core.trace(), "the core of a board has no trace ports");
        baudProblem(clock, baud).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        require(
                !hasSdram || (core.external() != null && load == Load.START),
                "an SDRAM is for a core with external memory that is loaded at the start");
        require(
                !hasSdram || (clock <= Sdram.FASTEST && clock >= Sdram.SLOWEST),
                "an SDRAM runs at a clock of 1 to 66 MHz");
        require(!hasSdram || Sdram.of(core).problem().isEmpty(), "the couplings have no room in the SDRAM");
    }

    /** A board without an SDRAM. */
    public BoardParameters(CoreParameters core, long clock, int baud, Load load) {
        this(core, clock, baud, load, false);
    }

    /** Why a clock cannot make a baud rate, and which one it could; empty if it can. */
    public static Optional<String> baudProblem(long clock, int baud) {
        if (clock <= 0 || baud <= 0) {
            return Optional.of("clock and baud must be positive");
        }
        long bitCycles = Math.round((double) clock / baud);
        if (bitCycles < SHORTEST_BIT || bitCycles > LONGEST_BIT) {
            return Optional.of("a bit of " + baud + " baud takes " + bitCycles + " cycles of " + clock + " Hz, but "
                    + SHORTEST_BIT + " … " + LONGEST_BIT
                    + " are possible; perhaps you should choose a baud rate of at most "
                    + clock / SHORTEST_BIT);
        }
        double actual = (double) clock / bitCycles;
        return Math.abs(actual / baud - 1) <= TOLERANCE
                ? Optional.empty()
                : Optional.of("from " + clock + " Hz the nearest baud rate to " + baud + " is " + Math.round(actual)
                        + ", more than 2 % away; perhaps you should take that, or a slower one");
    }

    /** A board with the contents in its bitstream, and the default baud rate. */
    public static BoardParameters of(CoreParameters core, long clock) {
        return new BoardParameters(core.withTrace(false), clock, DEFAULT_BAUD, Load.NEVER);
    }

    /**
     * The board that a chip spec asks for, if its host is at a serial line.
     *
     * @throws UserError if the couplings that are reloaded have no room in the SDRAM
     */
    public static Optional<BoardParameters> of(ChipSpec chip, CoreParameters core) {
        ChipSpec.Host host = chip.host();
        if (host == null || host.port() != ChipSpec.Port.SERIAL) {
            return Optional.empty();
        }
        boolean hasSdram = chip.external() != null
                && chip.external().controller() == ChipSpec.Controller.SDRAM
                && core.external() != null;
        if (hasSdram) {
            Sdram.of(core).problem().ifPresent(problem -> {
                throw new UserError(problem);
            });
        }
        return Optional.of(new BoardParameters(
                core.withTrace(false), Math.round(chip.clock()), host.baud(), host.load(), hasSdram));
    }

    /** Cycles of a bit of the serial line. */
    public int bitCycles() {
        return (int) Math.round((double) clock / baud);
    }

    /** Chunks of a word. */
    public int chunks(MemoryFormat format) {
        return (format.bits(core) + CHUNK_BITS - 1) / CHUNK_BITS;
    }

    /** What tells this core from others: an image is laid out for one core. */
    public Fingerprint coreFingerprint() {
        return fingerprint(core);
    }

    /** That of any core; trace ports do not matter, nor how fast an external memory is. */
    public static Fingerprint fingerprint(CoreParameters core) {
        CoreParameters.External external = core.external();
        CoreParameters plain = external == null
                ? core
                : core.withExternal(new CoreParameters.External(external.words(), 1, CoreParameters.External.UNITS));
        return Fingerprint.of(plain.withTrace(false).toString());
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
