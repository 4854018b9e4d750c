package io.github.dsllm.codegen.isa;

import java.util.EnumSet;
import java.util.Set;

/**
 * The function descriptor that the last byte of an instruction names: 128 bits in the descriptor memory of a tile.
 *
 * @param function what to do
 * @param flags variants
 * @param source first source group, 16 bits
 * @param second second source group or a small index, 16 bits
 * @param count fan-in, nodes or segments, 16 bits
 * @param valid nodes of the written group that exist, 16 bits; the others are written as 0
 * @param shift n of R(x, n), −128 … 127
 * @param shift2 second n
 * @param bits width to which the result saturates
 * @param steps relaxation steps, 16 bits
 */
public record Descriptor(
        NodeFunction function,
        Set<Flag> flags,
        int source,
        int second,
        int count,
        int valid,
        int shift,
        int shift2,
        int bits,
        int steps) {

    /** Bits of a descriptor word. */
    public static final int WIDTH = 128;

    /** Variants of a function; the ordinal is the bit above the 5-bit function code. */
    public enum Flag {
        /** LINEAR: the row settles to 32 bits and is added to group {@code second}. */
        RESIDUAL,
        /** NORM: a gain follows the normalisation. */
        GAIN,
        /** ATTEND, SILU: division without the reciprocal estimate. */
        PLAIN,
        /** SEND, ARRIVE of an embedding: the tile that holds the token's row sends, the others wait. RELOAD: that tile fetches the row. */
        OWNER,
        /** LINEAR, EMBED: reads words that a RELOAD brought; waits until {@code shift} RELOADs before it are incomplete, or less. */
        LOADED,
        /** CLAMP: only the node whose number is the position less the address, the others are 0. */
        POSITION
    }

    public Descriptor {
        flags = flags.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(flags));
        requireUnsigned("source", source, 16);
        requireUnsigned("second", second, 16);
        requireUnsigned("count", count, 16);
        requireUnsigned("valid", valid, 16);
        requireUnsigned("bits", bits, 8);
        requireUnsigned("steps", steps, 16);
        requireSigned("shift", shift);
        requireSigned("shift2", shift2);
    }

    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** Bits 63 … 0: count, second, source, flags and function. */
    public long lowWord() {
        long flagBits = 0;
        for (Flag flag : flags) {
            flagBits |= 1L << flag.ordinal();
        }
        return (long) count << 48 | (long) second << 32 | (long) source << 16 | flagBits << 5 | function.code();
    }

    /** Bits 127 … 64: steps, bits, shift2, shift, valid. */
    public long highWord() {
        return (long) steps << 40 | (long) bits << 32 | (shift2 & 0xFFL) << 24 | (shift & 0xFFL) << 16 | valid;
    }

    public static Descriptor decode(long low, long high) {
        EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
        for (Flag flag : Flag.values()) {
            if ((low >> (5 + flag.ordinal()) & 1) == 1) {
                flags.add(flag);
            }
        }
        return new Descriptor(
                NodeFunction.of((int) (low & 31)),
                flags,
                (int) (low >> 16 & 0xFFFF),
                (int) (low >> 32 & 0xFFFF),
                (int) (low >>> 48),
                (int) (high & 0xFFFF),
                (byte) (high >> 16),
                (byte) (high >> 24),
                (int) (high >> 32 & 0xFF),
                (int) (high >> 40 & 0xFFFF));
    }

    private static void requireUnsigned(String name, int value, int bits) {
        if (value < 0 || value >= 1 << bits) {
            throw new IllegalArgumentException(
                    name + " = " + value + " does not fit into " + bits + " bits of a descriptor");
        }
    }

    private static void requireSigned(String name, int value) {
        if (value < Byte.MIN_VALUE || value > Byte.MAX_VALUE) {
            throw new IllegalArgumentException(
                    name + " = " + value + " does not fit into 8 signed bits of a descriptor");
        }
    }
}
